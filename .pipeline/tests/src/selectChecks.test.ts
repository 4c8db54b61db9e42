import { expect, test } from "vitest";
import { selectChecks } from "../../src/selectChecks.ts";
import { settingsWith } from "../support/planning.ts";

const selected = (names: readonly string[] | "all", checks: readonly string[] = []) =>
  selectChecks(names, settingsWith({ checks })).map(({ name }) => name);

test("run-all runs the catalog's own choice when the settings name none", () => {
  expect(selected("all")).toEqual(["lint", "format", "typecheck", "ruff"]);
});

test("run-all runs the checks of the settings, in catalog order", () => {
  expect(selected("all", ["test", "ruff", "lint"])).toEqual(["lint", "ruff", "test"]);
});

test("a verb of one check runs it, whatever the settings name", () => {
  expect(selected(["test"], ["lint"])).toEqual(["test"]);
  expect(selected(["ruff", "format"], ["lint"])).toEqual(["format", "ruff"]);
});

import { expect, test } from "vitest";
import { didYouMean, nearest } from "../../src/nearest.ts";

const VERBS = ["init", "lint", "format", "format-check", "fix", "run-all", "typecheck", "test", "cache"];

test.each([
  ["lnit", "lint"],
  ["LINT", "lint"],
  ["formt", "format"],
  ["fromat", "format"],
  ["runall", "run-all"],
  ["type", "typecheck"],
  ["tset", "test"],
  ["pytest", "test"],
  ["fi", "fix"],
  ["catch", "cache"],
])("%s is probably %s", (given, meant) => {
  expect(nearest(given, VERBS)).toBe(meant);
});

test.each([["deploy"], ["x"], [""], ["black"], ["constructor"]])("nothing is near to %j", (given) => {
  expect(nearest(given, VERBS)).toBeUndefined();
  expect(didYouMean(given, VERBS)).toBe("");
});

test("the nearest is asked for", () => {
  expect(didYouMean("lnit", VERBS)).toBe(': did you mean "lint"?');
});

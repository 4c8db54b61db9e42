import { expect, test } from "vitest";
import { fillIn } from "../../../src/flow/plan.ts";

const places = { config: "/c/mypy.ini", cores: "4", "app-site": "/a/$&/site" };

test.each([
  ["{config}", "/c/mypy.ini"],
  ["-j{cores}", "-j4"],
  ["{cores}{cores}", "44"],
  ["sys.path.append('{app-site}')", "sys.path.append('/a/$&/site')"],
  ["no place", "no place"],
  ['{"json": {}}', '{"json": {}}'],
  ["{Config} {1}", "{Config} {1}"],
])("%s becomes %s", (word, filled) => {
  expect(fillIn(word, places)).toBe(filled);
});

test("a value that looks like a place is not filled in again", () => {
  expect(fillIn("{config}", { config: "/{cores}", cores: "4" })).toBe("/{cores}");
});

test("a place that this step does not have is a mistake in the plan, and is named", () => {
  expect(() => fillIn("--python-executable={app-python}", places)).toThrow("The plan wants {app-python}");
});

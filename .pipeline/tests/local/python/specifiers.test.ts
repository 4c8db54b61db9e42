import { expect, test } from "vitest";
import { lets, pythonFor } from "../../../local/python/specifiers.ts";

test.each<[string, string[], string[]]>([
  [">=3.9", ["3.9", "3.13"], ["3.8"]],
  [">=3.9,<3.13", ["3.9", "3.12"], ["3.8", "3.13"]],
  [">= 3.9.2 , < 4", ["3.9", "3.20"], ["3.8"]],
  [">3.9", ["3.9", "3.10"], ["3.8"]],
  ["<=3.12", ["3.12", "3.8"], ["3.13"]],
  ["~=3.9", ["3.9", "3.14"], ["3.8"]],
  ["~=3.11.2", ["3.11"], ["3.10", "3.12"]],
  ["==3.12.*", ["3.12"], ["3.11", "3.13"]],
  ["===3.12.4", ["3.12"], ["3.11"]],
  ["!=3.12.*", ["3.11", "3.13"], ["3.12"]],
  ["!=3.12.0", ["3.12"], []],
  ["<3.13.0rc1", ["3.12"], ["3.14"]],
  ["^3.9", ["3.9", "3.14"], ["3.8"]],
  ["~3.9", ["3.9"], ["3.10"]],
  ["3.12.*", ["3.12"], ["3.13"]],
  ["*", ["3.8", "3.20"], []],
  ["", ["3.8"], []],
])("the specifier %j lets in %j and not %j", (specifier, fitting, others) => {
  expect(fitting.filter((python) => lets(specifier, python) !== true)).toEqual([]);
  expect(others.filter((python) => lets(specifier, python) !== false)).toEqual([]);
});

test.each(["^3.9 || ^4", "three", ">=3.9;", "3.x"])("the specifier %j cannot be read", (specifier) => {
  expect(lets(specifier, "3.13")).toBeUndefined();
  expect(pythonFor(specifier, "3.13")).toBeUndefined();
});

test.each([
  [">=3.9", "3.13"],
  [">=3.9,<3.13", "3.12"],
  [">=3.14", "3.14"],
  ["==3.9.*", "3.9"],
  ["<3", undefined],
])("for %j the Python to check for is %s where 3.13 is the default", (specifier, python) => {
  expect(pythonFor(specifier, "3.13")).toBe(python);
});

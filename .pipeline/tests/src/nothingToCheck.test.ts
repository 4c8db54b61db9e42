import { expect, test } from "vitest";
import { checkSpec } from "../../src/catalog.ts";
import { nothingToCheck } from "../../src/nothingToCheck.ts";

const reason = (check: string, ...paths: readonly string[]) => nothingToCheck(checkSpec(check), paths, "src");

test("a check of Python has something to do where there is a .py or .pyi file, and nowhere else", () => {
  for (const path of ["a/b.py", "b.pyi"]) expect(reason("lint", "x.php", path)).toBeUndefined();
  for (const path of ["b.pyx", "py", "b.py/", "b.php"]) {
    expect(reason("lint", path)).toBe("There is no .py file in src");
  }
});

test("phplint has something to do where there is a .php file, whatever else there is", () => {
  expect(reason("phplint", "a.py", "b/c.php")).toBeUndefined();
  for (const path of ["a.py", "a.phpt", "a.php/", "php"]) {
    expect(reason("phplint", path)).toBe("There is no .php file in src");
  }
});

test("an empty source has nothing for any check", () => {
  expect(reason("test")).toBe("There is no .py file in src");
});

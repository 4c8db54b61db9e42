import { expect, test } from "vitest";
import { checkSpec } from "../../src/catalog.ts";
import { idleChecks } from "../../src/nothingToCheck.ts";

const HINT = "\nName the folder with --source, or give --allow-empty if that is right.";

function idle(checks: readonly string[], paths: readonly string[], over: { prefix?: string; allowEmpty?: true } = {}) {
  return idleChecks(checks.map(checkSpec), { prefix: "src", allowEmpty: false, paths, ...over });
}

test("a check of Python has something to do where there is a .py or .pyi file, and nowhere else", () => {
  for (const path of ["a/b.py", "b.pyi"]) expect(idle(["lint"], ["x.php", path])).toEqual([undefined]);
  for (const path of ["b.pyx", "py", "b.py/", "b.php"]) {
    expect(idle(["lint"], [path])).toEqual([
      { verdict: "broken", reason: `Nothing was checked: there is no .py file in src.${HINT}` },
    ]);
  }
});

test("phplint has something to do where there is a .php file, whatever else there is", () => {
  expect(idle(["phplint"], ["a.py", "b/c.php"])).toEqual([undefined]);
  for (const path of ["a.py", "a.phpt", "a.php/", "php"]) {
    expect(idle(["phplint"], [path])).toMatchObject([{ verdict: "broken" }]);
  }
});

test("a check without files is skipped beside one that has some", () => {
  expect(idle(["lint", "phplint"], ["a.py"])).toEqual([
    undefined,
    { verdict: "skipped", reason: "There is no .php file in src" },
  ]);
});

test("where no check has files each says so of its own kind, and nothing is clean", () => {
  expect(idle(["test", "phplint"], ["a.txt"], { prefix: "" })).toEqual([
    { verdict: "broken", reason: `Nothing was checked: there is no .py file in the source.${HINT}` },
    { verdict: "broken", reason: `Nothing was checked: there is no .php file in the source.${HINT}` },
  ]);
});

test("an empty source is no fault where that is allowed", () => {
  expect(idle(["lint", "phplint"], [], { allowEmpty: true })).toEqual([
    { verdict: "skipped", reason: "There is no .py file in src" },
    { verdict: "skipped", reason: "There is no .php file in src" },
  ]);
});

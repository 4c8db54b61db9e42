import { describe, expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import type { PlanInput } from "../../../src/checks/rows.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import { placesAt, readsOf } from "../../../src/flow/reads.ts";
import { planInput } from "../../support/planning.ts";

describe("what a check may read", () => {
  const readBy = (name: string, paths: readonly string[], mentions = "", over: Partial<PlanInput> = {}) =>
    paths.filter(readsOf([planCheck(checkSpec(name), planInput(over))], () => mentions));

  test("is Python for the tools of Python, wherever it stands, and PHP for PHP", () => {
    const files = ["a/b.py", "c.pyi", "d.ipynb", "py.typed", "e.php", "README.md", "data.json", "pyc.pyx"];
    expect(readBy("lint", files)).toEqual(["a/b.py", "c.pyi", "d.ipynb", "py.typed"]);
    expect(readBy("phplint", files)).toEqual(["e.php"]);
    expect(readBy("test", files)).toEqual(files);
  });

  test("is its own configs where the tool looks for them, and those of no other tool", () => {
    const files = [
      "ruff.toml",
      "a/ruff.toml",
      "pyproject.toml",
      "a/pyproject.toml",
      "mypy.ini",
      "a/mypy.ini",
      ".gitignore",
    ];
    const alone = { configs: {} };
    expect(readBy("ruff", files, "", alone)).toEqual([...files.slice(0, 4), ".gitignore"]);
    expect(readBy("format", files, "", alone)).toEqual(["pyproject.toml", "a/pyproject.toml", ".gitignore"]);
    expect(readBy("typecheck", files, "", alone)).toEqual(["pyproject.toml", "mypy.ini"]);
  });

  test("is no config that the tool would find, where it is given one", () => {
    const files = ["pyproject.toml", "setup.cfg", "mypy.ini", ".config/mypy.ini", ".config/pyproject.toml"];
    expect(readBy("typecheck", files)).toEqual([".config/mypy.ini"]);
  });

  test("is the config that was handed over, at its place", () => {
    const files = [".config/black.toml", "black.toml", ".config/.pylintrc"];
    expect(readBy("format", files)).toEqual([".config/black.toml"]);
    expect(readBy("format", files, "", { configs: {} })).toEqual([]);
  });

  test("is what a config names", () => {
    expect(readBy("lint", ["words.txt", "other.txt"], "spelling-private-dict-file=words.txt\n")).toEqual(["words.txt"]);
  });

  test("of several plans is what any of them reads", () => {
    const plans = ["lint", "phplint"].map((name) => planCheck(checkSpec(name), planInput()));
    expect(["a.py", "b.php", "c.md"].filter(readsOf(plans, () => ""))).toEqual(["a.py", "b.php"]);
    expect(["a.py"].filter(readsOf([], () => ""))).toEqual([]);
  });
});

describe("as what a check reads a file", () => {
  const places = (name: string, path: string, configs: PlanInput["configs"] = {}) =>
    placesAt(planCheck(checkSpec(name), planInput({ configs })), path)?.map(({ file, table }) => [file, table]);
  const found = { how: "found", path: "pyproject.toml" } as const;

  test("is a config of its tools, wherever these look for one", () => {
    expect(places("typecheck", "pyproject.toml", { mypy: found })).toEqual([["pyproject.toml", ["tool", "mypy"]]]);
    expect(places("lint", "pyproject.toml")).toEqual([["pyproject.toml", ["tool", "pylint"]]]);
    expect(places("format", "a/pyproject.toml")).toEqual([["pyproject.toml", ["tool", "black"]]]);
  });

  test("is nothing in particular where a tool reads it whatever is in it: Ruff lints it, tests may read any", () => {
    for (const name of ["ruff", "test"]) expect(places(name, "pyproject.toml", { ruff: found })).toBeUndefined();
    expect(places("typecheck", "a.py")).toBeUndefined();
    expect(places("format", "black.toml", { black: { how: "given", name: "black.toml", path: "black.toml" } })).toBe(
      undefined,
    );
  });

  test("is nothing at all where none reads it", () => {
    expect(places("typecheck", "a/pyproject.toml")).toEqual([]);
  });
});

import { expect, test } from "vitest";
import { missingNotice, withoutOwnModules } from "../../../src/flow/missing.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const resultOf = (...names: readonly string[]) =>
  sampleResult({ check: "lint", verdict: "failed", findings: names.map((missing) => sampleFinding({ missing })) });
const told = (names: readonly string[], tree: readonly string[] = [], application = false) =>
  missingNotice([resultOf(...names)], { application }, { paths: [], tree });

test("packages are counted once over all checks, in order, and folded after ten", () => {
  const names = Array.from({ length: 14 }, (_, index) => `p${10 + index}`);
  expect(missingNotice([resultOf("b", "A"), resultOf("b")], { application: true }, { paths: [] })).toEqual([
    "2 packages are not installed: A, b. Add what the application needs to its requirements.",
  ]);
  expect(told(names)[0]).toMatch(/^14 packages are not installed: p10, .*p19 and 4 more\. /);
  expect(told([])).toEqual([]);
});

test("the file that says what is needed is named where there is one, and else what may be named", () => {
  expect(told(["a"], ["uv.lock", "requirements.txt"])[0]).toContain("--requirements uv.lock,");
  expect(told(["a"], ["requirements.txt"])[0]).toContain("--requirements requirements.txt,");
  expect(told(["a"], ["docs/requirements.txt"])[0]).toContain("(a requirements file, pyproject.toml or uv.lock)");
});

test.each([
  ["a folder of the root", "own/a.py"],
  ["a module of the root", "own.py"],
  ["a stub", "own.pyi"],
  ["a folder of src", "src/own/a.py"],
  ["a package of another project of the repository", "packages/one/lib/own/__init__.py"],
])("%s is never a missing package", (_what, path) => {
  const [result] = withoutOwnModules([resultOf("own", "other")], { paths: [], tree: [path] });
  expect(result?.findings.map(({ missing }) => missing)).toEqual([undefined, "other"]);
});

test("a module called as a package elsewhere is known by that name, and one within a package is none", () => {
  const tree = ["yaml/a.py", "app/__init__.py", "app/celery/__init__.py"];
  const [result] = withoutOwnModules([resultOf("PyYAML", "celery")], { paths: [], tree });
  expect(result?.findings.map(({ missing }) => missing)).toEqual([undefined, "celery"]);
});

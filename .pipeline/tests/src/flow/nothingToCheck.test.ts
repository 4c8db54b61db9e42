import { expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import { idleChecks, sumUp } from "../../../src/flow/run.ts";
import type { Verdict } from "../../../src/model.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const HINT = "\nName the folder with --source, or give --allow-empty if that is right.";

function idle(checks: readonly string[], paths: readonly string[], over: { name?: string; allowEmpty?: true } = {}) {
  return idleChecks(checks.map(checkSpec), { name: "src", allowEmpty: false, paths, ...over });
}

test("a check of Python has something to do where there is a .py or .pyi file, and nowhere else", () => {
  for (const path of ["a/b.py", "b.pyi"]) expect(idle(["lint"], ["x.php", path])).toEqual([undefined]);
  for (const path of ["b.pyx", "py", "b.py/", "b.php"]) {
    expect(idle(["lint"], [path])).toEqual([
      { verdict: "broken", reason: `Nothing was checked: there is no .py file in src.${HINT}` },
    ]);
  }
});

test("phplint runs if there is a .php file, whatever else there is", () => {
  expect(idle(["phplint"], ["a.py", "b/c.php"])).toEqual([undefined]);
  for (const path of ["a.py", "a.phpt", "a.php/", "php"]) {
    expect(idle(["phplint"], [path])).toMatchObject([{ verdict: "broken" }]);
  }
});

test("a file is known by its whole name, by its start or end, and by what takes it away again", () => {
  const files = ["Makefile", "Makefile.*", "*.mk", "!*.orig"] as const;
  const verdict = (path: string) =>
    idleChecks([{ files }], { name: "the source", allowEmpty: false, paths: [path] })[0]?.verdict;
  for (const path of ["Makefile", "a/Makefile", "Makefile.am", "a/b.mk", ".mk"]) expect(verdict(path)).toBeUndefined();
  for (const path of ["aMakefile", "Makefiles", "Makefile/a", "Makefile.am.orig", "a.mk/b", "!a.orig"]) {
    expect(verdict(path)).toBe("broken");
  }
  expect(idleChecks([{ files }], { name: "the source", allowEmpty: true, paths: [] })[0]?.reason).toBe(
    "There is no Makefile in the source",
  );
});

test("a check without files is skipped beside one that has some", () => {
  expect(idle(["lint", "phplint"], ["a.py"])).toEqual([
    undefined,
    { verdict: "skipped", reason: "There is no .php file in src" },
  ]);
});

test("where no check has files each says so of its own kind, and nothing is clean", () => {
  expect(idle(["test", "phplint"], ["a.txt"], { name: "the repository" })).toEqual([
    { verdict: "broken", reason: `Nothing was checked: there is no .py file in the repository.${HINT}` },
    { verdict: "broken", reason: `Nothing was checked: there is no .php file in the repository.${HINT}` },
  ]);
});

test("an empty source is not an error if that is allowed", () => {
  expect(idle(["lint", "phplint"], [], { allowEmpty: true })).toEqual([
    { verdict: "skipped", reason: "There is no .py file in src" },
    { verdict: "skipped", reason: "There is no .php file in src" },
  ]);
});

const about = { python: { wanted: "3.13", used: "3.13.1" }, notices: ["a word"] };
const resultsOf = (verdicts: readonly Verdict[]) => verdicts.map((verdict) => sampleResult({ check: "ruff", verdict }));

test.each<[Verdict, Verdict[]]>([
  ["passed", ["passed", "passed"]],
  ["passed", ["passed", "skipped"]],
  ["failed", ["passed", "failed", "skipped"]],
  ["broken", ["failed", "broken", "passed"]],
  ["broken", ["skipped", "broken"]],
  ["skipped", ["skipped", "skipped"]],
  ["skipped", []],
])("the run is %s when its checks are %j", (verdict, verdicts) => {
  expect(sumUp(resultsOf(verdicts), about, 1).verdict).toBe(verdict);
});

test("the totals count verdicts and findings, and the rest is kept as it is", () => {
  const results = [
    ...resultsOf(["passed", "failed", "failed", "broken", "skipped"]),
    sampleResult({ check: "lint", verdict: "failed", findings: [sampleFinding(), sampleFinding()] }),
    sampleResult({ check: "format", verdict: "passed", findings: [sampleFinding()] }),
  ];
  const run = sumUp(results, about, 77);
  expect(run.totals).toEqual({ passed: 2, failed: 3, broken: 1, skipped: 1, findings: 3 });
  expect(run).toMatchObject({ version: 1, results, ...about, durationMs: 77 });
});

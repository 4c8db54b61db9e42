import { expect, test } from "vitest";
import { reconcileFormatters } from "../../../src/checks/format.ts";
import type { CheckResult, Verdict } from "../../../src/model.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const note = (path: string) => sampleFinding({ rule: "unformatted", severity: "info", path });
const lintFinding = sampleFinding({ path: "src/a.py" });
const ruff = sampleResult({
  check: "ruff",
  verdict: "failed",
  findings: [note("src/a.py"), note("src/b.py"), lintFinding],
});

function format(verdict: Verdict, ...paths: readonly string[]): CheckResult {
  const findings = paths.map((path) => sampleFinding({ check: "format", rule: "unformatted", path }));
  return sampleResult({ check: "format", verdict, findings });
}

function rulesAfter(...results: readonly CheckResult[]): readonly string[] {
  const [found] = reconcileFormatters(results).filter(({ check }) => check === "ruff");
  return (found?.findings ?? []).map(({ rule, path }) => `${path} ${rule}`);
}

test("a file that only the other formatter would change is one on which the two disagree", () => {
  expect(rulesAfter(format("passed"), ruff)).toEqual([
    "src/a.py formatters-disagree",
    "src/b.py formatters-disagree",
    "src/a.py F401",
  ]);
});

test("a file that the format check fails already is told once", () => {
  expect(rulesAfter(format("failed", "src/a.py"), ruff)).toEqual(["src/b.py formatters-disagree", "src/a.py F401"]);
});

test.each<Verdict>(["broken", "skipped"])(
  "nothing is known of a disagreement when the format check is %s",
  (verdict) => {
    expect(rulesAfter(format(verdict), ruff)).toEqual([
      "src/a.py unformatted",
      "src/b.py unformatted",
      "src/a.py F401",
    ]);
  },
);

test("without a format check the note stays as it is", () => {
  expect(rulesAfter(ruff)).toEqual(["src/a.py unformatted", "src/b.py unformatted", "src/a.py F401"]);
});

test("a disagreement is a note and changes no verdict, no order and no other check's result", () => {
  const other = sampleResult({ check: "lint", verdict: "passed", findings: [note("src/b.py")] });
  const results = [other, format("passed"), ruff];
  const after = reconcileFormatters(results);
  expect(after.map(({ check, verdict }) => [check, verdict])).toEqual(
    results.map(({ check, verdict }) => [check, verdict]),
  );
  expect(after.slice(0, 2)).toEqual(results.slice(0, 2));
  const disagreement = after[2]?.findings[0];
  expect(disagreement).toMatchObject({ severity: "info", path: "src/a.py", line: 1 });
  expect(disagreement?.message).toContain("disagree");
});

import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/run.ts";
import { sumUp } from "../../src/sumUp.ts";
import { sampleFinding, sampleResult } from "../support/sampleRun.ts";

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

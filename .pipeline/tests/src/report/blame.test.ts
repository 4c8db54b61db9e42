import { expect, test } from "vitest";
import type { CheckResult } from "../../../src/model/run.ts";
import { blamed } from "../../../src/report/blame.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const findings = (["info", "warning", "error"] as const).map((severity) => sampleFinding({ severity }));
const of = (over: Pick<CheckResult, "verdict"> & Partial<CheckResult>) =>
  [...blamed(sampleResult({ check: "ruff", findings, ...over }))].map(({ severity }) => severity);

test.each([
  [undefined, ["warning", "error"]],
  ["info", ["info", "warning", "error"]],
  ["warning", ["warning", "error"]],
  ["error", ["error"]],
  ["never", []],
] as const)("with the gate %s a failed check failed by %j", (gate, severities) => {
  expect(of({ verdict: "failed", ...(gate === undefined ? {} : { gate }) })).toEqual(severities);
});

test("an opinion is not to blame, whatever the gate", () => {
  const opinions = findings.map((finding) => ({ ...finding, opinion: true as const }));
  for (const gate of ["info", "warning", "error"] as const)
    expect(of({ verdict: "failed", gate, findings: opinions })).toEqual([]);
});

test.each(["passed", "broken", "skipped"] as const)("nothing is to blame in a check that is %s", (verdict) => {
  expect(of({ verdict, gate: "info" })).toEqual([]);
});

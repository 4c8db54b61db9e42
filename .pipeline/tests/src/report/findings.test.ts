import { expect, test } from "vitest";
import type { CheckResult } from "../../../src/model.ts";
import {
  allFindings,
  checkMessage,
  failingFindings,
  reasonOf,
  reportedSeverity,
} from "../../../src/report/findings.ts";
import { RICH_RUN, sampleFinding, sampleResult } from "../../support/sampleRun.ts";

test.each([
  ["failed", "error", "error"],
  ["broken", "error", "error"],
  ["passed", "error", "warning"],
  ["skipped", "error", "warning"],
  ["passed", "warning", "warning"],
  ["passed", "info", "info"],
] as const)("in a check that is %s, %s is stated as %s", (verdict, severity, stated) => {
  expect(reportedSeverity(sampleResult({ check: "ruff", verdict }), sampleFinding({ severity }))).toBe(stated);
});

const findings = (["info", "warning", "error"] as const).map((severity) => sampleFinding({ severity }));
const of = (over: Pick<CheckResult, "verdict"> & Partial<CheckResult>) =>
  [...failingFindings(sampleResult({ check: "ruff", findings, ...over }))].map(({ severity }) => severity);

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

const result = (over: Partial<Parameters<typeof sampleResult>[0]>) =>
  sampleResult({ check: "lint", title: "Pylint", verdict: "failed", ...over });

test.each([
  [{ verdict: "broken", reason: "a\nb" }, "Pylint is broken: a\nb"],
  [{ verdict: "broken", reason: " \n" }, "Pylint is broken: No reason was given."],
  [{ verdict: "skipped", reason: "no file" }, "Pylint is skipped: no file"],
  [{ verdict: "failed" }, "Pylint failed: By the tool's own verdict."],
  [{ verdict: "failed", findings: [sampleFinding({ severity: "info" })] }, "Pylint failed: By the tool's own verdict."],
  [{ verdict: "broken", title: "\x1b[2J", reason: "\u202e" }, "\\x1b[2J is broken: \\u202e"],
] as const)("of %j it says %j", (over, message) => {
  expect(checkMessage(result(over))).toBe(message);
});

test("there is no message if the findings explain the verdict, or the check passed", () => {
  expect(checkMessage(result({ findings: [sampleFinding()], reason: "a" }))).toBeUndefined();
  expect(checkMessage(result({ verdict: "passed", findings: [sampleFinding()] }))).toBeUndefined();
});

test("the reason alone has no name before it", () => {
  expect(reasonOf(result({ reason: "\n8.21 < 9.50\n" }))).toBe("8.21 < 9.50");
});

test("findings come in canonical order, sorted once, each with its result and whether that failed by it", () => {
  const all = allFindings(RICH_RUN.results);
  expect(all.map(({ finding: { path, line, check, rule } }) => `${path}:${line} ${check} ${rule}`)).toEqual([
    "src/main.py:1 lint unused-import",
    "src/main.py:1 ruff F401",
    "src/main.py:12 ruff invalid-syntax",
    "src/words/choose.py:3 lint duplicate-code",
  ]);
  expect(all.map(({ failsCheck }) => failsCheck)).toEqual([true, true, true, false]);
  for (const { finding, result } of all) expect(result.findings).toContain(finding);
  expect(allFindings(RICH_RUN.results)).toBe(all);
});

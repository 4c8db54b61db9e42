import { expect, test } from "vitest";
import { compare } from "../../bench/property.ts";
import type { CheckResult, Finding } from "../../src/model.ts";

const finding = (rule: string, line: number, message = "a message"): Finding => ({
  ...{ check: "lint", rule, severity: "info", path: "a.py", line, column: 1, message },
});
const result = (findings: readonly Finding[], more: Partial<CheckResult> = {}): CheckResult => ({
  ...{ check: "lint", title: "Pylint", verdict: "failed", findings, notices: [], durationMs: 1, cached: false },
  ...more,
});
const ONE = result([finding("unused-import", 1), finding("duplicate-code", 2, "of b")]);

test("two results are equal whatever their times", () => {
  const other = result([finding("unused-import", 1), finding("duplicate-code", 2, "of b")], { durationMs: 9 });
  expect(compare({ ...ONE, cached: true }, other)).toEqual({ differs: false, lines: [] });
});

test.each([
  ["a finding more", result([...ONE.findings, finding("unused-import", 1)])],
  ["another line", result([finding("unused-import", 2), finding("duplicate-code", 2)])],
  ["one copy less", result([finding("unused-import", 1)])],
  ["another number of files", { ...ONE, files: 3 }],
  ["another score", { ...ONE, reason: "Pylint's score is 1.00 out of 10" }],
  ["a notice", { ...ONE, notices: ["an old option"] }],
  ["another verdict", { ...ONE, verdict: "broken" as const }],
])("%s is a difference, in either direction", (_, other) => {
  for (const [stored, anew] of [
    [ONE, other],
    [other, ONE],
  ] as const) {
    const { differs, lines } = compare(stored, anew);
    expect(differs).toBe(true);
    expect(lines.join("\n")).toMatch(/only with/);
  }
});

test("two broken results are equal, but it is told that they compare nothing", () => {
  const broken = result([], { verdict: "broken", reason: "no time left" });
  expect(compare(broken, broken)).toEqual({ differs: false, lines: ["both are broken: no time left"] });
});

import type { RunEvent } from "../../src/flow/events.ts";
import { sumUp } from "../../src/flow/run.ts";
import type { CheckResult, Finding, Run } from "../../src/model.ts";

export function sampleFinding(over: Partial<Finding> = {}): Finding {
  return {
    check: "ruff",
    rule: "F401",
    severity: "warning",
    path: "src/main.py",
    line: 1,
    column: 8,
    message: "`os` imported but unused",
    ...over,
  };
}

export function sampleResult(over: Partial<CheckResult> & Pick<CheckResult, "check" | "verdict">): CheckResult {
  return { title: over.check, findings: [], notices: [], durationMs: 1000, cached: false, ...over };
}

export function sampleRun(results: readonly CheckResult[], over: Partial<Run> = {}): Run {
  return { ...sumUp(results, { python: { wanted: "3.13", used: "3.13.0" }, notices: [] }, 10_200), ...over };
}

/** A run with everything in it: findings of two checks in one place, many lines, every verdict, notices, a reason. */
export const RICH_RUN: Run = sampleRun(
  [
    sampleResult({
      check: "lint",
      title: "Pylint",
      verdict: "failed",
      reason: "The score 8.21 is below fail-under 9.50.",
      durationMs: 9840,
      findings: [
        sampleFinding({ check: "lint", rule: "unused-import", message: "Unused import os" }),
        sampleFinding({
          check: "lint",
          rule: "duplicate-code",
          severity: "info",
          path: "src/words/choose.py",
          line: 3,
          column: 1,
          message: "Similar lines in 2 files\n==words.choose:[3:9]\n==words.print:[1:7]",
          url: "https://pylint.readthedocs.io/en/latest/user_guide/messages/refactor/duplicate-code.html",
        }),
      ],
      notices: ["1 file was left out."],
    }),
    sampleResult({ check: "format", title: "Black", verdict: "passed", durationMs: 420 }),
    sampleResult({
      check: "typecheck",
      title: "mypy",
      verdict: "broken",
      reason: "mypy does not take its config .config/mypy.ini:\nUnrecognized option: colour = 1",
      durationMs: 310,
    }),
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: "failed",
      cached: true,
      durationMs: 12,
      findings: [
        sampleFinding({ endLine: 1, endColumn: 10, url: "https://docs.astral.sh/ruff/rules/unused-import" }),
        sampleFinding({ rule: "invalid-syntax", severity: "error", line: 12, column: 80, message: "Expected `)`" }),
      ],
    }),
    sampleResult({ check: "test", title: "pytest", verdict: "skipped", reason: "There is no test in src." }),
  ],
  { notices: ["Python 3.13 cannot be had here; the tools ran with 3.12."], python: { wanted: "3.13", used: "3.12.4" } },
);

/** What a run that ended like this told its watchers. */
export function eventsOf(run: Run): readonly RunEvent[] {
  const checks = run.results.map(({ check, title }) => ({ check, title }));
  return [
    { type: "run-started", checks },
    ...checks.map(({ check }): RunEvent => ({ type: "check-started", check })),
    ...checks.slice(0, 1).flatMap(({ check }): readonly RunEvent[] => [
      { type: "preparing", check, what: "the environment of pylint" },
      { type: "prepared", check },
    ]),
    ...run.notices.map((message): RunEvent => ({ type: "notice", message })),
    ...run.results.map((result): RunEvent => ({ type: "check-finished", result })),
    { type: "run-finished", run },
  ];
}

import type { Finding, Run } from "../../src/model.ts";
import { compareFindings } from "../../src/order.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

/** A run with that many findings of two failed checks, in many files; always the same. */
export function hugeRun(count: number): Run {
  const severities = ["info", "warning", "warning", "error"] as const;
  const findings = (check: string, rules: readonly string[]): readonly Finding[] =>
    Array.from({ length: count / 2 }, (_, at) =>
      sampleFinding({
        check,
        rule: rules[at % rules.length] ?? "",
        severity: severities[at % severities.length] ?? "info",
        path: `src/package${at % 7}/module${at % 500}.py`,
        line: 1 + Math.floor(at / 500),
        column: 1 + (at % 80),
        message: `Finding ${at % 900} of ${check}, seen in line ${at}`,
        url: `https://docs.example/${check}/${rules[at % rules.length]}`,
      }),
    ).sort(compareFindings);
  return sampleRun([
    sampleResult({ check: "lint", title: "Pylint", verdict: "failed", findings: findings("lint", ["C0114", "W0611"]) }),
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: "failed",
      findings: findings("ruff", ["F401", "E501", "B006"]),
    }),
  ]);
}

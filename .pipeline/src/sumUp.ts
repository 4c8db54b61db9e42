import type { CheckResult, Run, Verdict } from "./model/run.ts";

/** The Run of these results: its totals, and its verdict by the worst of them (skipped only when all are). */
export function sumUp(
  results: readonly CheckResult[],
  about: Pick<Run, "python" | "notices">,
  durationMs: number,
): Run {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  const totals = {
    passed: count("passed"),
    failed: count("failed"),
    broken: count("broken"),
    skipped: count("skipped"),
    findings: results.reduce((sum, { findings }) => sum + findings.length, 0),
  };
  const verdict = worst(totals);
  return { version: 1, verdict, results, totals, python: about.python, notices: about.notices, durationMs };
}

function worst(totals: Readonly<Record<Verdict, number>>): Verdict {
  if (totals.broken > 0) return "broken";
  if (totals.failed > 0) return "failed";
  return totals.passed > 0 ? "passed" : "skipped";
}

import { sumUp } from "../flow/run.ts";
import type { CheckResult, Run } from "../model.ts";
import { renderText } from "../report/text.ts";

/** The outcome of one check. */
export type CheckOutcome = {
  /** Name of the check, as in the settings. */
  check: string;
  /** passed, failed, broken (no verdict could be reached) or skipped. */
  verdict: string;
  /** How many findings the check has. */
  findings: number;
  /** How long the tool ran, in milliseconds; short if the engine already knew the result. */
  durationMs: number;
  /** The readable report of this check alone. */
  output: string;
};

/** The outcomes of a run, in its order. */
export function outcomesOf(run: Run): CheckOutcome[] {
  return run.results.map((result) => outcome(result, run));
}

function outcome(result: CheckResult, run: Run): CheckOutcome {
  const { check, verdict, findings } = result;
  const output = renderText(sumUp([result], run, result.durationMs));
  return { check, verdict, findings: findings.length, durationMs: Math.round(result.durationMs), output };
}

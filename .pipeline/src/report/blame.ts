import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";
import { WEIGHT } from "../severity.ts";

/**
 * The findings that a failed check failed by: those that reach its gate, or without one all that weigh more than a note,
 * but for opinions, which change no verdict. None when it did not fail; none too when the tool failed by something else than its findings.
 */
export function blamed({ verdict, gate = "warning", findings }: CheckResult): ReadonlySet<Finding> {
  if (verdict !== "failed" || gate === "never") return new Set();
  return new Set(findings.filter(({ severity, opinion }) => !opinion && WEIGHT[severity] >= WEIGHT[gate]));
}

import { compareFindings } from "../findingOrder.ts";
import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";

/** A finding with the result that it is part of. */
export interface Placed {
  readonly finding: Finding;
  readonly result: CheckResult;
}

/** The findings of all checks in canonical order, each with its check's result. */
export function placed(results: readonly CheckResult[]): readonly Placed[] {
  return results
    .flatMap((result) => result.findings.map((finding) => ({ finding, result })))
    .sort((a, b) => compareFindings(a.finding, b.finding));
}

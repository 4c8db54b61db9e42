import type { CheckResult, Finding } from "../model.ts";
import { failingFindings } from "./findings.ts";

/** How many findings there are of each kind. Every finding but a fixed one is in exactly one of the first three. */
export interface Counts {
  /** They make a check fail. In a run that was compared, these are new. */
  readonly failing: number;
  /** They fail no check, and are not existing. */
  readonly notes: number;
  /** The earlier state has them too. */
  readonly existing: number;
  /** The earlier state had them. */
  readonly fixed: number;
  /** Of the first three, those that a fix verb mends. */
  readonly fixable: number;
}

/** The one way to count findings, in the terminal and in all reports: of one check, or of all. */
export function countsOf(results: readonly CheckResult[]): Counts {
  const counts = { failing: 0, notes: 0, existing: 0, fixed: 0, fixable: 0 };
  for (const result of results) {
    const failing = failingFindings(result);
    for (const finding of result.findings) {
      counts[kindOf(finding, failing)] += 1;
      if (finding.fix?.safe === true) counts.fixable += 1;
    }
    counts.fixed += result.fixed?.length ?? 0;
  }
  return counts;
}

function kindOf(finding: Finding, failing: ReadonlySet<Finding>): "failing" | "notes" | "existing" {
  if (finding.state === "existing") return "existing";
  return failing.has(finding) ? "failing" : "notes";
}

import type { CheckResult, Finding, Run } from "../model.ts";
import { failingFindings } from "./findings.ts";
import { printable } from "./safeText.ts";

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

/** A number for people: `1,727`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/**
 * `3 failing findings, 12 notes`, `no findings`; of a run that was compared `12 new, 2 new notes, 340 existing, 3 fixed since
 * main (1a2b3c4)`.
 */
export function countsPhrase(counts: Counts, comparison?: Run["comparison"]): string {
  const parts = countsParts(counts, comparison !== undefined).join(", ");
  if (comparison === undefined) return parts;
  return `${parts} ${comparison.with === "revision" ? "since" : "against"} ${printable(comparison.name)}`;
}

/** The parts of that phrase. What is zero is left out, but not that nothing is there or nothing is new. */
export function countsParts({ failing, notes, existing, fixed }: Counts, isCompared: boolean): readonly string[] {
  const part = (count: number, words: string) => (count === 0 ? [] : [`${grouped(count)} ${words}`]);
  const failingWords = isCompared ? "new" : `failing finding${failing === 1 ? "" : "s"}`;
  const parts = [
    ...part(failing, failingWords),
    ...part(notes, `${isCompared ? "new " : ""}note${notes === 1 ? "" : "s"}`),
    ...(isCompared && failing + notes === 0 ? ["nothing new"] : []),
    ...part(existing, "existing"),
    ...(isCompared ? part(fixed, "fixed") : []),
  ];
  return parts.length === 0 ? ["no findings"] : parts;
}

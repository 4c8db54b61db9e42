import type { CheckResult, Finding, Severity } from "../model.ts";
import { compareFindings, WEIGHT } from "../order.ts";
import { printable, printableLines } from "./safeText.ts";

/** A finding with the result that it is part of, and whether that check failed by it. */
export interface Found {
  readonly finding: Finding;
  readonly result: CheckResult;
  readonly blamed: boolean;
}

const SORTED = new WeakMap<readonly CheckResult[], readonly Found[]>();

/** The findings of all checks in canonical order: path, line, column, check. Sorted once for all reports of a run. */
export function allFindings(results: readonly CheckResult[]): readonly Found[] {
  const known = SORTED.get(results);
  if (known !== undefined) return known;
  const sorted = results
    .flatMap((result) => {
      const failing = blamed(result);
      return result.findings.map((finding) => ({ finding, result, blamed: failing.has(finding) }));
    })
    .sort((a, b) => compareFindings(a.finding, b.finding));
  SORTED.set(results, sorted);
  return sorted;
}

/** A finding's severity for services that fail a build by errors: in a check that did not fail, a warning at most. */
export function reportedSeverity({ verdict }: CheckResult, { severity }: Finding): Severity {
  const fails = verdict === "failed" || verdict === "broken";
  return severity === "error" && !fails ? "warning" : severity;
}

/**
 * The findings that a failed check failed by: those that reach its gate, or without one all that weigh more than a note,
 * but for opinions, which change no verdict. None when it did not fail, or failed for another reason than its findings.
 */
export function blamed({ verdict, gate = "warning", findings }: CheckResult): ReadonlySet<Finding> {
  if (verdict !== "failed" || gate === "never") return new Set();
  return new Set(findings.filter(({ severity, opinion }) => !opinion && WEIGHT[severity] >= WEIGHT[gate]));
}

/**
 * What must be said of the check itself since no finding says it: that it is broken or skipped, or failed for another
 * reason than its findings, and why. Printable, of one or more lines; undefined where the findings tell all.
 */
export function checkMessage(result: CheckResult): string | undefined {
  const { verdict, title } = result;
  if (verdict === "passed" || blamed(result).size > 0) return undefined;
  const words = verdict === "failed" ? "failed" : `is ${verdict}`;
  return `${printable(title)} ${words}: ${reasonOf(result)}`;
}

/** Why the check has its verdict, in printable lines. */
export function reasonOf({ reason = "", verdict }: CheckResult): string {
  const given = printableLines(reason).join("\n");
  if (given !== "") return given;
  return verdict === "failed" ? "By the tool's own verdict." : "No reason was given.";
}

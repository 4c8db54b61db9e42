import type { CheckResult, Finding, Severity } from "../model.ts";
import { compareFindings, WEIGHT } from "../order.ts";
import { printable, printableLines } from "./safeText.ts";

/** A finding with the result it belongs to, and whether it makes that check fail. */
export interface CheckFinding {
  readonly finding: Finding;
  readonly result: CheckResult;
  readonly failsCheck: boolean;
}

const SORTED_FINDINGS = new WeakMap<readonly CheckResult[], readonly CheckFinding[]>();

/** The findings of all checks in canonical order: path, line, column, check. Sorted once for all reports of a run. */
export function allFindings(results: readonly CheckResult[]): readonly CheckFinding[] {
  const cached = SORTED_FINDINGS.get(results);
  if (cached !== undefined) return cached;
  const sorted = results
    .flatMap((result) => {
      const failing = failingFindings(result);
      return result.findings.map((finding) => ({ finding, result, failsCheck: failing.has(finding) }));
    })
    .sort((a, b) => compareFindings(a.finding, b.finding));
  SORTED_FINDINGS.set(results, sorted);
  return sorted;
}

/** A finding's severity for services that fail a build on errors: in a check that did not fail, at most a warning. */
export function reportedSeverity({ verdict }: CheckResult, { severity }: Finding): Severity {
  const fails = verdict === "failed" || verdict === "broken";
  return severity === "error" && !fails ? "warning" : severity;
}

/**
 * The findings that made a failed check fail: those that reach its gate or, without a gate, all warnings and errors. Opinions
 * never count, nor does what a comparison found to be existing. Empty if the check did not fail, or failed for a reason
 * other than its findings.
 */
export function failingFindings({ verdict, gate = "warning", findings }: CheckResult): ReadonlySet<Finding> {
  if (verdict !== "failed" || gate === "never") return new Set();
  return new Set(
    findings.filter(
      ({ severity, opinion, state }) => !opinion && state !== "existing" && WEIGHT[severity] >= WEIGHT[gate],
    ),
  );
}

/**
 * The verdict of a check and its reason, where no finding explains it: it is broken or skipped, or failed for a reason
 * other than its findings. One or more printable lines; undefined where the findings explain everything.
 */
export function checkMessage(result: CheckResult): string | undefined {
  const { verdict, title } = result;
  if (verdict === "passed" || failingFindings(result).size > 0) return undefined;
  const outcome = verdict === "failed" ? "failed" : `is ${verdict}`;
  return `${printable(title)} ${outcome}: ${reasonOf(result)}`;
}

/** Why the check has its verdict, in printable lines. */
export function reasonOf({ reason = "", verdict }: CheckResult): string {
  const text = printableLines(reason).join("\n");
  if (text !== "") return text;
  return verdict === "failed" ? "By the tool's own verdict." : "No reason was given.";
}

type Missing = Pick<Finding, "check" | "rule" | "missing">;

interface Folded<One> {
  readonly findings: readonly One[];
  /** By package, check and rule, those that are told in one line. */
  readonly folded: readonly (readonly [One, ...One[]])[];
}

/** Imports of one package that is not installed say one thing, wherever they stand; a single one keeps its place. */
export function foldMissing<One extends Missing>(findings: readonly One[]): Folded<One> {
  const groups = new Map<string, [One, ...One[]]>();
  for (const finding of findings.filter(({ missing }) => missing !== undefined)) {
    const { check, rule, missing } = finding;
    const key = JSON.stringify([missing, check, rule]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const folded = [...groups.values()].filter(({ length }) => length > 1);
  const told = new Set(folded.flat());
  const sorted = folded.sort(([{ missing: a = "" }], [{ missing: b = "" }]) => (a < b ? -1 : a > b ? 1 : 0));
  return { findings: findings.filter((finding) => !told.has(finding)), folded: sorted };
}

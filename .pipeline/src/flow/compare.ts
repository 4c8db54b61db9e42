import { checkSpec } from "../checks/catalog.ts";
import { identityOf } from "../identity.ts";
import type { CheckResult, Comparison, Finding } from "../model.ts";
import { compareFindings, WEIGHT } from "../order.ts";
import { gateReason } from "./judge.ts";

/** A finding of an earlier state. */
export interface EarlierFinding {
  readonly finding: Finding;
  /** What its line said, and the lines around it, each as a hash; undefined if that is not known. */
  readonly line?: string;
  readonly around?: string;
}

/** What a run is compared with. */
export interface Earlier {
  readonly comparison: Comparison;
  /** By check, in canonical order. A check that is missing has no verdict there: then all that it finds now is new. */
  readonly findings: ReadonlyMap<string, readonly EarlierFinding[]>;
  /** Whether a finding stays the same when its line changes. Otherwise only equal lines make it the same. */
  readonly byCount: boolean;
  /** For each of these paths that was renamed since, its old one. */
  readonly oldPaths: (check: string, now: readonly Finding[]) => Promise<ReadonlyMap<string, string>>;
}

/** Hashes of the lines of files: path → 1-based number → hash. */
export type LineHashes = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** With what the findings are compared, and what that takes. */
export interface Scope {
  /** The first is what the run is compared with; what any of the others has is existing too. */
  readonly earlier: readonly [Earlier, ...Earlier[]];
  /** The lines of these findings, and one before and after each, as they are now. */
  readonly hashes: (findings: readonly Finding[]) => Promise<LineHashes>;
  /** Whether the run would find something at that path of the earlier state: it looks there, or nothing is there any more. */
  readonly sees: (path: string) => boolean;
  /** Whether a verdict that no finding explains, as by Pylint's score, still fails a check. */
  readonly strictScore: boolean;
}

/** The stage between reading and verdict: which findings count. Each gets its state, and only new ones fail a check. */
export async function scoped(results: readonly CheckResult[], scope: Scope): Promise<readonly CheckResult[]> {
  return Promise.all(results.map((result) => scopedResult(result, scope)));
}

async function scopedResult(result: CheckResult, scope: Scope): Promise<CheckResult> {
  const { check, title, findings } = result;
  const hashes = findings.length === 0 ? new Map() : await scope.hashes(findings);
  const existing = new Set<Finding>();
  const notices: string[] = [];
  let gone: readonly EarlierFinding[] = [];
  for (const [index, earlier] of scope.earlier.entries()) {
    const before = earlier.findings.get(check);
    if (before === undefined && findings.length > 0)
      notices.push(`${title} came to no verdict in ${earlier.comparison.name}: all that it finds counts as new.`);
    const left = findings.filter((finding) => !existing.has(finding));
    const oldPaths = await earlier.oldPaths(check, left);
    const now = left.map((finding) => withLines(finding, hashes));
    const pairs = pairsOf(now, before ?? [], earlier.byCount, oldPaths);
    for (const { finding } of pairs.values()) existing.add(finding);
    if (index === 0) gone = (before ?? []).filter((one) => !pairs.has(one));
  }
  const stated = findings.map(
    (finding): Finding => ({ ...finding, state: existing.has(finding) ? "existing" : "new" }),
  );
  const fixed = isSilent(result) ? [] : gone.map(({ finding }) => finding).filter(({ path }) => scope.sees(path));
  const judged = verdictOf({ ...result, findings: stated }, scope.strictScore);
  return { ...judged, fixed: [...fixed].sort(compareFindings), notices: [...judged.notices, ...notices] };
}

/** Whether a check may not have said all: it is broken or skipped, or could not read a file. Then nothing is fixed. */
function isSilent({ check, verdict, findings }: CheckResult): boolean {
  return verdict === "broken" || verdict === "skipped" || findings.some(checkSpec(check).isUnreadable);
}

/** A finding with the hashes of its lines. */
export function withLines(finding: Finding, hashes: LineHashes): EarlierFinding & { readonly line: string } {
  const { path, line } = finding;
  const at = (number: number) => hashes.get(path)?.get(number) ?? "";
  return { finding, line: at(line), around: [line - 1, line, line + 1].map(at).join(" ") };
}

/**
 * Which earlier finding is which of now. Of those that say the same in one file, first the ones in the same surroundings are
 * paired, then the ones in equal lines; what is left, nearest first, if lines may change.
 */
function pairsOf(
  now: readonly EarlierFinding[],
  before: readonly EarlierFinding[],
  byCount: boolean,
  oldPaths: ReadonlyMap<string, string>,
): ReadonlyMap<EarlierFinding, EarlierFinding> {
  const groups = new Map<string, EarlierFinding[]>();
  for (const one of before) {
    const identity = identityOf(one.finding);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [one]);
    else group.push(one);
  }
  const pairs = new Map<EarlierFinding, EarlierFinding>();
  const paired = new Set<EarlierFinding>();
  const pass = (match: (group: readonly EarlierFinding[], one: EarlierFinding) => EarlierFinding | undefined) => {
    for (const one of now) {
      if (paired.has(one)) continue;
      const path = oldPaths.get(one.finding.path) ?? one.finding.path;
      const group = groups.get(identityOf({ ...one.finding, path }));
      const found = group === undefined ? undefined : match(group, one);
      if (group === undefined || found === undefined) continue;
      group.splice(group.indexOf(found), 1);
      pairs.set(found, one);
      paired.add(one);
    }
  };
  pass((group, { around }) => group.find((other) => other.around !== undefined && other.around === around));
  pass((group, { line }) => group.find((other) => other.line !== undefined && other.line === line));
  if (byCount) pass(nearest);
  return pairs;
}

function nearest(group: readonly EarlierFinding[], { finding: { line } }: EarlierFinding): EarlierFinding | undefined {
  const distance = ({ finding }: EarlierFinding) => Math.abs(finding.line - line);
  return group.reduce<EarlierFinding | undefined>(
    (best, one) => (best === undefined || distance(one) < distance(best) ? one : best),
    undefined,
  );
}

/** A failed check whose failing findings are all existing passes; what else it failed by is told. */
function verdictOf(result: CheckResult, strictScore: boolean): CheckResult {
  const { verdict, gate, findings, reason, ...rest } = result;
  if (verdict !== "failed") return result;
  const reaching = findings.filter((one) => !one.opinion && WEIGHT[one.severity] >= WEIGHT[bar(gate)]);
  const fresh = reaching.filter(({ state }) => state === "new").length;
  const passed: CheckResult = { ...rest, verdict: "passed", findings, ...(gate === undefined ? {} : { gate }) };
  if (gate !== undefined)
    return fresh === 0 ? passed : { ...result, reason: gateReason(result.check, gate, fresh, "new ") };
  if (fresh > 0) return result;
  if (reason !== undefined) {
    return strictScore
      ? result
      : { ...passed, notices: [...result.notices, `${reason} That alone fails no check in a run that is compared.`] };
  }
  // Nothing says why it failed: then anything new may be the cause.
  const unexplained = reaching.length === 0 && (findings.length === 0 || findings.some(({ state }) => state === "new"));
  return unexplained ? result : passed;
}

function bar(gate: CheckResult["gate"]): "info" | "warning" | "error" {
  return gate === undefined || gate === "never" ? "warning" : gate;
}

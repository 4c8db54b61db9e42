import { identityOf } from "../../src/identity.ts";
import type { CheckResult, Finding, Run } from "../../src/model.ts";
import { allFindings } from "../../src/report/findings.ts";
import { allNotices } from "../../src/report/phrases.ts";

/** What each check found the last time that it came to a verdict. */
export type Baseline = ReadonlyMap<string, readonly Finding[]>;

export interface Difference {
  readonly fresh: readonly Finding[];
  /** Of checks that came to a verdict only: what a broken one no longer says may still be there. */
  readonly gone: readonly Finding[];
  /** Those that were there before. */
  readonly known: readonly Finding[];
  /** What the next verdict is compared with. */
  readonly baseline: Baseline;
}

/** What is new in a run. Findings are matched without their lines, as fingerprints are: code that only moved is not new. */
export function difference(before: Baseline, { results }: Run): Difference {
  const findings = allFindings(results).map(({ finding }) => finding);
  const concluded = new Set(results.filter(isConclusive).map(({ check }) => check));
  const old = grouped([...before.values()].flat());
  const now = grouped(findings);
  const fresh = new Set([...now].flatMap(([identity, found]) => surplus(found, old.get(identity) ?? [])));
  const gone = [...old].flatMap(([identity, found]) => surplus(found, now.get(identity) ?? []));
  const baseline = new Map(before);
  for (const check of concluded) {
    baseline.set(
      check,
      findings.filter((finding) => finding.check === check),
    );
  }
  return {
    fresh: findings.filter((finding) => fresh.has(finding)),
    gone: gone.filter(({ check }) => concluded.has(check)),
    known: findings.filter((finding) => !fresh.has(finding)),
    baseline,
  };
}

function isConclusive({ verdict }: CheckResult): boolean {
  return verdict === "passed" || verdict === "failed";
}

function grouped(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const identity = identityOf(finding);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** Of alike findings, as many as there are more than others: those farthest from any other. */
function surplus(found: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const distance = ({ line }: Finding) => Math.min(...others.map((other) => Math.abs(other.line - line)));
  const count = Math.max(0, found.length - others.length);
  if (others.length === 0 || count === 0) return found.slice(0, count);
  return [...found].sort((a, b) => distance(b) - distance(a)).slice(0, count);
}

/** Whether two runs say the same to people: all but times, lines and what was replayed. */
export function saysTheSame(before: Run, now: Run): boolean {
  const said = (run: Run) =>
    JSON.stringify([
      allNotices(run),
      run.results.map(({ check, verdict, reason, files, findings }) => [
        check,
        verdict,
        reason,
        files,
        findings.length,
      ]),
    ]);
  return said(before) === said(now);
}

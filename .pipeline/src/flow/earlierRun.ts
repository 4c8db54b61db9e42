import type { CheckResult, Comparison, Finding, Run } from "../model.ts";
import { type Earlier, type EarlierFinding, type LineHashes, withLines } from "./compare.ts";
import { renames, type Texts } from "./renames.ts";

/** An earlier state whose source is known: another revision. */
export interface EarlierSource {
  readonly run: Run;
  readonly name: string;
  readonly hashes: (findings: readonly Finding[]) => Promise<LineHashes>;
  /** Whether the path is a file there, and whether it is one now. */
  readonly had: (path: string) => boolean;
  readonly has: (path: string) => boolean;
  readonly textsThen: (paths: readonly string[]) => Promise<Texts>;
  readonly textsNow: (paths: readonly string[]) => Promise<Texts>;
}

/** The run on another revision: moved lines and renamed files are followed. */
export async function earlierRevision(source: EarlierSource): Promise<Earlier> {
  const { run, name, had, has } = source;
  const hashes = await source.hashes(run.results.flatMap(({ findings }) => findings));
  const findings = findingsOf(run.results, ["passed", "failed", "skipped"], (one) => withLines(one, hashes));
  return {
    comparison: { with: "revision", name },
    findings,
    byCount: true,
    oldPaths: async (check, now) => {
      const gone = pathsOf((findings.get(check) ?? []).map(({ finding }) => finding)).filter((path) => !has(path));
      const came = gone.length === 0 ? [] : pathsOf(now).filter((path) => !had(path));
      if (came.length === 0) return new Map();
      return renames(await source.textsThen(gone), await source.textsNow(came));
    },
  };
}

/** A report of an earlier run: what its source said is not known, so that findings are counted. */
export function earlierReport(run: Pick<Run, "results">, name: string): Earlier {
  const comparison: Comparison = { with: "report", name };
  const findings = findingsOf(run.results, ["passed", "failed"], (finding) => ({ finding }));
  return { comparison, findings, byCount: true, oldPaths: async () => new Map() };
}

function findingsOf(
  results: readonly CheckResult[],
  verdicts: readonly CheckResult["verdict"][],
  of: (finding: Finding) => EarlierFinding,
): ReadonlyMap<string, readonly EarlierFinding[]> {
  const known = results.filter(({ verdict }) => verdicts.includes(verdict));
  return new Map(known.map(({ check, findings }) => [check, findings.map(of)]));
}

function pathsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ path }) => path))];
}

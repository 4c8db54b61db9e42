import type { EarlierFinding, LineHashes, Scope } from "../../src/flow/compare.ts";
import { earlierRevision } from "../../src/flow/earlierRun.ts";
import type { CheckResult, Finding } from "../../src/model.ts";
import { lineHash } from "../../src/report/fingerprints.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

/** Files by their paths. */
export type Source = Readonly<Record<string, string>>;

/** A stand-in for a tool: each line with `import` is a finding, which says what is imported. */
export function findingsIn(source: Source, over: Partial<Finding> = {}): readonly Finding[] {
  return Object.entries(source).flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) => {
      const name = /^\s*import (\w+)/.exec(line)?.[1];
      return name === undefined ? [] : [sampleFinding({ path, line: index + 1, message: `${name} unused`, ...over })];
    }),
  );
}

export function resultOf(source: Source, over: Partial<CheckResult> = {}): CheckResult {
  const findings = findingsIn(source);
  return sampleResult({ check: "ruff", verdict: findings.length > 0 ? "failed" : "passed", findings, ...over });
}

export function hashesIn(source: Source) {
  return async (findings: readonly Finding[]): Promise<LineHashes> => {
    const of = (path: string) => (source[path] ?? "").split("\n").map((text, at) => [at + 1, lineHash(text)] as const);
    return new Map(findings.map(({ path }) => [path, new Map(of(path))]));
  };
}

/** Compares a source with an earlier one, as `--since` does. */
export async function since(
  before: Source,
  now: Source,
  earlierResult: CheckResult = resultOf(before),
): Promise<Scope> {
  const texts = (source: Source) => async (paths: readonly string[]) =>
    new Map(paths.map((path) => [path, source[path] ?? ""]));
  const earlier = await earlierRevision({
    ...{ run: sampleRun([earlierResult]), name: "main (1a2b3c4d)", hashes: hashesIn(before) },
    ...{ had: (path: string) => path in before, has: (path: string) => path in now },
    ...{ textsThen: texts(before), textsNow: texts(now) },
  });
  return scopeOn(now, earlier);
}

export function scopeOn(now: Source, ...earlier: Scope["earlier"]): Scope {
  return { earlier, hashes: hashesIn(now), sees: () => true, strictScore: false };
}

/** `path:line` of each new finding. */
export function fresh({ findings }: CheckResult): readonly string[] {
  return findings.filter(({ state }) => state === "new").map(({ path, line }) => `${path}:${line}`);
}

export function placesOf(findings: readonly Finding[] = []): readonly string[] {
  return findings.map(({ path, line }) => `${path}:${line}`);
}

/** The findings of a source as a baseline has them. */
export function known(source: Source): readonly EarlierFinding[] {
  return findingsIn(source).map((finding) => ({
    finding,
    line: lineHash((source[finding.path] ?? "").split("\n")[finding.line - 1] ?? ""),
  }));
}

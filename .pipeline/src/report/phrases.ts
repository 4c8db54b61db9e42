import type { CheckResult, Finding, Run } from "../model.ts";

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `no findings`, `3 findings`, `3 findings (1 error)`. */
export function findingsPhrase(findings: readonly Finding[]): string {
  if (findings.length === 0) return "no findings";
  const errors = findings.filter((finding) => finding.severity === "error").length;
  return counted(findings.length, "finding") + (errors === 0 ? "" : ` (${counted(errors, "error")})`);
}

/** The findings of a run and in how many files; nothing for a run without a verdict and findings: it must not read like a clean one. */
export function foundPhrase({ results, verdict }: Run): readonly string[] {
  const findings = results.flatMap((result) => result.findings);
  if (findings.length === 0) return verdict === "passed" ? [findingsPhrase([])] : [];
  const files = new Set(findings.map(({ path }) => path)).size;
  return [`${findingsPhrase(findings)} in ${counted(files, "file")}`];
}

/** What the run and its checks had to say that changes no verdict. */
export function allNotices({ notices, results }: Run): readonly string[] {
  return [...notices, ...results.flatMap((result) => result.notices.map((notice) => `${result.check}: ${notice}`))];
}

/** `cached` or the time it took; nothing for a check that did not run. */
export function timePhrase(result: CheckResult): string {
  if (result.verdict === "skipped") return "";
  return result.cached ? "cached" : duration(result.durationMs);
}

/** Milliseconds for people: `0.4 s`, `59.9 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(milliseconds: number): string {
  const tenths = Math.max(0, Math.round(milliseconds / 100));
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

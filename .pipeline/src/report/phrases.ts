import type { CheckResult, Finding, Run } from "../model.ts";

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `no findings`, `3 findings`, `3 findings (1 error)`. */
function findingsPhrase(findings: readonly Finding[]): string {
  if (findings.length === 0) return "no findings";
  const errors = findings.filter((finding) => finding.severity === "error").length;
  return counted(findings.length, "finding") + (errors === 0 ? "" : ` (${counted(errors, "error")})`);
}

/** The findings of a run and the number of files; nothing for a run without findings and without a verdict, which must not look clean. */
export function foundPhrase({ results, verdict }: Run): readonly string[] {
  const findings = results.flatMap((result) => result.findings);
  if (findings.length === 0) return verdict === "passed" ? [findingsPhrase([])] : [];
  const files = new Set(findings.map(({ path }) => path)).size;
  return [`${findingsPhrase(findings)} in ${counted(files, "file")}`];
}

/** The notices of the run and its checks. */
export function allNotices({ notices, results }: Run): readonly string[] {
  return [...notices, ...results.flatMap((result) => result.notices.map((notice) => `${result.check}: ${notice}`))];
}

/** `cached` or the time the check took; nothing if it did not run. */
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

import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";
import { duration } from "./duration.ts";

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

/** `cached` or the time it took; nothing for a check that did not run. */
export function timePhrase(result: CheckResult): string {
  if (result.verdict === "skipped") return "";
  return result.cached ? "cached" : duration(result.durationMs);
}

import type { CheckResult, Run } from "../model.ts";

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
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

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Format, REPORTS } from "../../src/report/reports.ts";

/** The text of every report that stands in a repository's `.reports`. */
export function rawReports(repository: string): Readonly<Record<Format, string>> {
  const texts = Object.entries(REPORTS).map(([format, { file }]) => {
    return [format, readFileSync(join(repository, ".reports", file), "utf8")];
  });
  return Object.fromEntries(texts);
}

/** A report that is JSON, parsed. */
export function reportOf(repository: string, format: Format): unknown {
  return JSON.parse(rawReports(repository)[format]);
}

/** A report without its durations, which differ from run to run. */
export function timeless(text: string): string {
  return text.replace(/("durationMs": |time=")[\d.e-]+/g, "$1").replace(/\b\d+\.\d s\b/g, "");
}

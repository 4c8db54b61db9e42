import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyRecord } from "./keyRecord.ts";

/** What a check's last real run in this project was made of; read by `--explain`, never by the cache. */
export interface LastRun {
  readonly record: KeyRecord;
  /** Path → content, as in the tree's digest. */
  readonly tree: Readonly<Record<string, string>>;
}

/** The last run of that check, or undefined when there is none that can be read. */
export function readLastRun(project: string, check: string): LastRun | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(project, check), "utf8")) as LastRun;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all; a place that can't be written costs only the explanation. */
export function writeLastRun(project: string, check: string, run: LastRun): void {
  const file = fileOf(project, check);
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(join(project, "last"), { recursive: true });
    writeFileSync(temporary, JSON.stringify(run));
    renameSync(temporary, file);
  } catch {
    // Nothing depends on it.
  }
}

function fileOf(project: string, check: string): string {
  return join(project, "last", `${check}.json`);
}

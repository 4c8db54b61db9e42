import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyRecord } from "./keyRecord.ts";

/** What a check's last run in this project was made of; read by `--explain`, never by the cache. */
export interface LastRun {
  readonly record: KeyRecord;
  /** Path → content, as in the tree's digest. */
  readonly tree: Readonly<Record<string, string>>;
}

/** The last run of that check, or undefined when there is none that can be read. */
export function readLastRun(project: string, check: string): LastRun | undefined {
  try {
    const text = readFileSync(fileOf(project, check), "utf8");
    return JSON.parse(text.slice(text.indexOf("\n"))) as LastRun;
  } catch {
    return undefined;
  }
}

/**
 * Remembers a run, replayed or not. Written whole or not at all, and only when its key is not that of the last; a place
 * that can't be written costs only the explanation.
 */
export function writeLastRun(project: string, check: string, key: string, run: LastRun): void {
  const file = fileOf(project, check);
  const temporary = `${file}.${process.pid}`;
  try {
    if (lastKey(file) === key) return;
    mkdirSync(join(project, "last"), { recursive: true });
    writeFileSync(temporary, `${key}\n${JSON.stringify(run)}`);
    renameSync(temporary, file);
  } catch {
    // Nothing depends on it.
  }
}

/** The first line of the file. */
function lastKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n", 1)[0] : undefined;
}

function fileOf(project: string, check: string): string {
  return join(project, "last", `${check}.json`);
}

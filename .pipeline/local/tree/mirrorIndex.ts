import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, type Stats, writeFileSync } from "node:fs";
import { discard } from "./discard.ts";

/** What a file of the mirror was when its content was last known. */
export interface MirrorRecord {
  /** sha256 of the content, hex. */
  readonly hash: string;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export type MirrorIndex = ReadonlyMap<string, MirrorRecord>;

// A file that changed less than this before the index was written may change again within one tick of a coarse clock.
const SETTLED_MS = 2000;
const VERSION = 2;

/**
 * Whether the file was untouched since: no write, chmod, rename or replacement leaves inode and ctime as they were. So
 * an index of any age, such as one from before a kill, says nothing wrong.
 */
export function isUntouched(record: MirrorRecord, stat: Stats): boolean {
  return (
    record.ino === stat.ino &&
    record.ctimeMs === stat.ctimeMs &&
    record.mtimeMs === stat.mtimeMs &&
    record.size === stat.size
  );
}

export function recordOf(hash: string, { ino, size, mtimeMs, ctimeMs }: Stats): MirrorRecord {
  return { hash, ino, size, mtimeMs, ctimeMs };
}

/** Empty when there is none or it is damaged: then each file is judged by its content. */
export function readMirrorIndex(mirror: string): MirrorIndex {
  try {
    const { version, records } = JSON.parse(readFileSync(`${mirror}.json`, "utf8"));
    return version === VERSION ? new Map<string, MirrorRecord>(records) : new Map();
  } catch {
    return new Map();
  }
}

/** Never throws: without an index the next sync is slower and as right. */
export function writeMirrorIndex(mirror: string, index: MirrorIndex): void {
  const settled = [...index].filter(([, record]) => record.ctimeMs < Date.now() - SETTLED_MS);
  const temporary = `${mirror}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify({ version: VERSION, records: settled }), { flag: "wx" });
    renameSync(temporary, `${mirror}.json`);
  } catch {
    discard(temporary);
  }
}

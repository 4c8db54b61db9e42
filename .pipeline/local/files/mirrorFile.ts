import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readFileSync,
  type Stats,
  writeSync,
} from "node:fs";
import { discardFile, removePath, replaceFile } from "./disk.ts";
import { codeOf, unreadable } from "./failures.ts";
import { hashFile } from "./hashFile.ts";
import { osPath } from "./paths.ts";
import type { TreeEntry } from "./readTree.ts";

type FileEntry = Extract<TreeEntry, { kind: "file" }>;

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

/** Permission bits of the folders below the mirror. */
export const FOLDER_MODE = 0o755;

// From 2 January 1980, since zip knows no earlier day, to what 32 bits hold.
const FIRST_SECOND = 315_619_200;
const SECONDS = 2 ** 31 - 1 - FIRST_SECOND;

// A file that changed less than this before the index was written may change again within one tick of a coarse clock.
const SETTLED_MS = 2000;
const VERSION = 2;

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
  try {
    replaceFile(`${mirror}.json`, JSON.stringify({ version: VERSION, records: settled }));
  } catch {
    // As it was before, or there is none.
  }
}

/** Whether a file of the mirror may stay: it is right, its content has to be looked at, or it must go. */
export function standingOf(path: string, entry: FileEntry, record?: MirrorRecord): "right" | "doubtful" | "wrong" {
  const stat = lstatSync(osPath(path));
  // A second name of a file elsewhere: changing it would change that file.
  if (!stat.isFile() || stat.nlink !== 1) return "wrong";
  if (record === undefined || !isUntouched(record, stat)) return "doubtful";
  if (record.hash !== entry.hash) return "wrong";
  return (stat.mode & 0o7777) === mirrorMode(entry) ? "right" : "doubtful";
}

/**
 * Whether the file was untouched since: no write, chmod, rename or replacement leaves inode and ctime as they were. So
 * an index of any age, such as one from before a kill, says nothing wrong.
 */
function isUntouched(record: MirrorRecord, stat: Stats): boolean {
  return (
    record.ino === stat.ino &&
    record.ctimeMs === stat.ctimeMs &&
    record.mtimeMs === stat.mtimeMs &&
    record.size === stat.size
  );
}

/**
 * Makes a file of the mirror the one of the tree. `present`: one stands there whose content may be right. Null, and none
 * stands there then, when the user's file is not what the tree says.
 */
export function bringFile(
  root: string,
  mirror: string,
  path: string,
  entry: FileEntry,
  present: boolean,
): MirrorRecord | null {
  const target = `${mirror}/${path}`;
  if (present && contentHash(target) === entry.hash) return recordOf(entry.hash, dressFile(target, entry));
  if (present) removePath(target);
  const stat = placeFile(root, target, path, entry);
  return stat === null ? null : recordOf(entry.hash, stat);
}

/** Undefined when it cannot be read: then it is made anew. */
function contentHash(path: string): string | undefined {
  try {
    return hashFile(path)?.hash;
  } catch {
    return undefined;
  }
}

function recordOf(hash: string, { ino, size, mtimeMs, ctimeMs }: Stats): MirrorRecord {
  return { hash, ino, size, mtimeMs, ctimeMs };
}

/**
 * Copies a file of the tree from `root` to `target`, where nothing may be. Null, and nothing stays there,
 * when the content is not what the tree says. A failure to write throws the system's error.
 */
function placeFile(root: string, target: string, path: string, entry: FileEntry): Stats | null {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(osPath(target), flags, 0o600);
  let stat: Stats | null = null;
  try {
    if (copyInto(file, root, path) === entry.hash) stat = dress(file, entry);
    return stat;
  } finally {
    closeSync(file);
    if (stat === null) discardFile(target);
  }
}

/** The hash of what was copied; null when the source is gone or no longer a regular file. */
function copyInto(file: number, root: string, path: string): string | null {
  let writing = false;
  try {
    const source = hashFile(`${root}/${path}`, (bytes) => {
      writing = true;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      writing = false;
    });
    return source?.hash ?? null;
  } catch (error) {
    if (writing) throw error;
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(codeOf(error))) return null;
    throw unreadable(path, error);
  }
}

/** Gives a file that has the right content the right mode and mtime. `path` must be a regular file. */
function dressFile(path: string, entry: FileEntry): Stats {
  const file = openSync(osPath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return dress(file, entry);
  } finally {
    closeSync(file);
  }
}

/** Sets only what differs: each setting renews the ctime, by which the index knows the file again. */
function dress(file: number, entry: FileEntry): Stats {
  const stat = fstatSync(file);
  if ((stat.mode & 0o7777) !== mirrorMode(entry)) fchmodSync(file, mirrorMode(entry));
  const time = contentTime(entry.hash);
  if (stat.mtimeMs !== time * 1000) futimesSync(file, time, time);
  return fstatSync(file);
}

/** Permission bits of a file in the mirror, as git would give them: those of the user's file follow a umask. */
function mirrorMode({ executable }: FileEntry): number {
  return executable ? 0o755 : 0o644;
}

/**
 * The mtime of a file in the mirror, in seconds, made from its content: Black and mypy take a file of the same size and
 * mtime for the one they have seen, and the user's may be clamped or copied. Black looks at the fraction too, so that
 * two contents of one size meet once in 10^11; mypy at whole seconds, once in 1.8 * 10^9. A 64th of a second is exact in
 * a float and in microseconds. drydock_links.py does the same for containers.
 */
function contentTime(hash: string): number {
  const fraction = (Number.parseInt(hash.slice(12, 14), 16) % 64) / 64;
  return FIRST_SECOND + (Number.parseInt(hash.slice(0, 12), 16) % SECONDS) + fraction;
}

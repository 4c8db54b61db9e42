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

/** The state of a mirrored file when its content was last known. */
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

// From 2 January 1980, since zip cannot store earlier dates, up to the 32-bit limit.
const FIRST_SECOND = 315_619_200;
const SECONDS = 2 ** 31 - 1 - FIRST_SECOND;

// A file that changed shortly before the index was written may change again within the same tick of a coarse clock.
const SETTLED_MS = 2000;
const VERSION = 2;

/** Empty if it is missing or damaged: then every file is compared by content. */
export function readMirrorIndex(mirror: string): MirrorIndex {
  try {
    const { version, records } = JSON.parse(readFileSync(`${mirror}.json`, "utf8"));
    return version === VERSION ? new Map<string, MirrorRecord>(records) : new Map();
  } catch {
    return new Map();
  }
}

/** Never throws: without an index the next sync is slower but still correct. */
export function writeMirrorIndex(mirror: string, index: MirrorIndex): void {
  const settled = [...index].filter(([, record]) => record.ctimeMs < Date.now() - SETTLED_MS);
  try {
    replaceFile(`${mirror}.json`, JSON.stringify({ version: VERSION, records: settled }));
  } catch {
    // The previous index stays, or there is none.
  }
}

/** Whether a file of the mirror is correct, must be compared by content, or must be removed. */
export function fileState(path: string, entry: FileEntry, record?: MirrorRecord): "correct" | "unverified" | "wrong" {
  const stat = lstatSync(osPath(path));
  // A hard link to another file: changing it would change that file.
  if (!stat.isFile() || stat.nlink !== 1) return "wrong";
  if (record === undefined || !isUntouched(record, stat)) return "unverified";
  if (record.hash !== entry.hash) return "wrong";
  return (stat.mode & 0o7777) === mirrorMode(entry) ? "correct" : "unverified";
}

/**
 * Whether the file is unchanged: any write, chmod, rename or replacement changes the inode or the ctime. So even an old
 * index, such as one from before a kill, is reliable.
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
 * Makes a file of the mirror match the tree. `present`: there is already a file whose content may be correct. Null, and no
 * file is left, if the user's file no longer matches the tree.
 */
export function updateFile(
  root: string,
  mirror: string,
  path: string,
  entry: FileEntry,
  present: boolean,
): MirrorRecord | null {
  const target = `${mirror}/${path}`;
  if (present && contentHash(target) === entry.hash) return recordOf(entry.hash, setAttributesAt(target, entry));
  if (present) removePath(target);
  const stat = copyFile(root, target, path, entry);
  return stat === null ? null : recordOf(entry.hash, stat);
}

/** Undefined if it cannot be read: then it is recreated. */
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
 * Copies a file of the tree from `root` to `target`, which must not exist. Null, and no file is left, if the content does
 * not match the tree. A failure to write throws the system's error.
 */
function copyFile(root: string, target: string, path: string, entry: FileEntry): Stats | null {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(osPath(target), flags, 0o600);
  let stat: Stats | null = null;
  try {
    if (copyInto(file, root, path) === entry.hash) stat = setAttributes(file, entry);
    return stat;
  } finally {
    closeSync(file);
    if (stat === null) discardFile(target);
  }
}

/** The hash of what was copied; null if the source is gone or no longer a regular file. */
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

/** Sets mode and mtime of a file whose content is correct. `path` must be a regular file. */
function setAttributesAt(path: string, entry: FileEntry): Stats {
  const file = openSync(osPath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return setAttributes(file, entry);
  } finally {
    closeSync(file);
  }
}

/** Sets only what differs: each change updates the ctime, by which the index recognises the file. */
function setAttributes(file: number, entry: FileEntry): Stats {
  const stat = fstatSync(file);
  if ((stat.mode & 0o7777) !== mirrorMode(entry)) fchmodSync(file, mirrorMode(entry));
  const time = contentTime(entry.hash);
  if (stat.mtimeMs !== time * 1000) futimesSync(file, time, time);
  return fstatSync(file);
}

/** Permission bits of a file in the mirror, as git sets them: those of the user's file depend on a umask. */
function mirrorMode({ executable }: FileEntry): number {
  return executable ? 0o755 : 0o644;
}

/**
 * The mtime of a file in the mirror, in seconds, derived from its content: Black and mypy consider a file with the same size and
 * mtime unchanged, and the user's mtimes may be clamped or copied. Black also looks at the fraction, so that two
 * contents of the same size collide once in 10^11; mypy looks at whole seconds, once in 1.8 * 10^9. A 64th of a second is
 * exact as a float and in microseconds. drydock_links.py does the same for containers.
 */
function contentTime(hash: string): number {
  const fraction = (Number.parseInt(hash.slice(12, 14), 16) % 64) / 64;
  return FIRST_SECOND + (Number.parseInt(hash.slice(0, 12), 16) % SECONDS) + fraction;
}

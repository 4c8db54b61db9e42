import { closeSync, constants, fchmodSync, fstatSync, futimesSync, openSync, type Stats, writeSync } from "node:fs";
import { discard } from "./discard.ts";
import { hashFile } from "./hashFile.ts";
import { osPath } from "./pathName.ts";
import type { TreeEntry } from "./tree.ts";
import { codeOf, unreadable } from "./unreadable.ts";

type FileEntry = Extract<TreeEntry, { kind: "file" }>;

// Node sets whole microseconds and reads nanoseconds.
const MTIME_SLACK_MS = 0.002;

/** Permission bits of a file in the mirror: the user's, and enough to replace it. */
export function mirrorMode(entry: FileEntry): number {
  return entry.mode | 0o600;
}

/** Gives a file that has the right content the right mode and mtime. `path` must be a regular file. */
export function dressFile(path: string, entry: FileEntry): Stats {
  const file = openSync(osPath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return dress(file, entry);
  } finally {
    closeSync(file);
  }
}

/**
 * Copies a file of the tree from `root` to `mirror`, where nothing must be in its place. Null, and nothing stays there,
 * when the content is not what the tree says. A failure to write throws the system's error.
 */
export function placeFile(root: string, mirror: string, path: string, entry: FileEntry): Stats | null {
  const target = osPath(`${mirror}/${path}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(target, flags, 0o600);
  let stat: Stats | null = null;
  try {
    if (copyInto(file, root, path) === entry.hash) stat = dress(file, entry);
    return stat;
  } finally {
    closeSync(file);
    if (stat === null) discard(`${mirror}/${path}`);
  }
}

/** The hash of what was copied; null when the source is gone or no regular file any more. */
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

/** Sets only what differs: each setting renews the ctime, by which the index knows the file again. */
function dress(file: number, entry: FileEntry): Stats {
  const stat = fstatSync(file);
  if ((stat.mode & 0o7777) !== mirrorMode(entry)) fchmodSync(file, mirrorMode(entry));
  if (Math.abs(stat.mtimeMs - entry.mtimeMs) > MTIME_SLACK_MS) {
    futimesSync(file, entry.mtimeMs / 1000, entry.mtimeMs / 1000);
  }
  return fstatSync(file);
}

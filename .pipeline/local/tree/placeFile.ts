import { closeSync, constants, fchmodSync, fstatSync, futimesSync, openSync, type Stats, writeSync } from "node:fs";
import { discard } from "./discard.ts";
import { hashFile } from "./hashFile.ts";
import { osPath } from "./pathName.ts";
import type { TreeEntry } from "./tree.ts";
import { codeOf, unreadable } from "./unreadable.ts";

type FileEntry = Extract<TreeEntry, { kind: "file" }>;

// From 2 January 1980, since zip knows no earlier day, to what 32 bits hold.
const FIRST_SECOND = 315_619_200;
const SECONDS = 2 ** 31 - 1 - FIRST_SECOND;

/** Permission bits of the folders below the mirror. */
export const FOLDER_MODE = 0o755;

/** Permission bits of a file in the mirror, as git would give them: those of the user's file follow a umask. */
export function mirrorMode({ executable }: FileEntry): number {
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
  const time = contentTime(entry.hash);
  if (stat.mtimeMs !== time * 1000) futimesSync(file, time, time);
  return fstatSync(file);
}

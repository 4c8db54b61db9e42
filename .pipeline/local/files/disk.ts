import {
  chmodSync,
  type Dirent,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { temporaryPath } from "../python/temporaryFolders.ts";
import { codeOf } from "./failures.ts";
import { decodeName, osPath } from "./paths.ts";

export interface FolderItem {
  /** As decodeName() gives it. */
  readonly name: string;
  readonly type: "file" | "folder" | "link" | "socket" | "named pipe" | "device";
}

/** The entries of a folder. Throws the system's error. */
export function listFolder(path: string): readonly FolderItem[] {
  const entries = readdirSync(osPath(path), { withFileTypes: true });
  // U+FFFD may replace bytes that are not valid UTF-8.
  if (!entries.some((entry) => entry.name.includes("\ufffd"))) {
    return entries.map((entry) => ({ name: entry.name, type: typeOf(entry) }));
  }
  const exact = readdirSync(osPath(path), { withFileTypes: true, encoding: "buffer" });
  return exact.map((entry) => ({ name: decodeName(entry.name), type: typeOf(entry) }));
}

function typeOf(entry: Dirent | Dirent<Buffer>): FolderItem["type"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "link";
  if (entry.isSocket()) return "socket";
  return entry.isFIFO() ? "named pipe" : "device";
}

/** The target of a link, as written in it. Throws the system's error. */
export function linkTarget(path: string): string {
  return decodeName(readlinkSync(osPath(path), "buffer"));
}

/** Empty if the folder is missing or unreadable. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Dangling links, and paths without permission to look, count as existing. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return codeOf(error) !== "ENOTDIR";
  }
}

/**
 * Writes a file atomically: readers see the old content or the new. `temporary` is where it is first written, in the same
 * folder. On failure it throws the system's error and leaves nothing behind.
 */
export function replaceFile(path: string, content: string, temporary = temporaryPath(dirname(path))): void {
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    discardFile(temporary);
    throw error;
  }
}

/** Removes a file, a link or a folder with its content, even if a tool made it read-only. Follows no link. */
export function removePath(path: string): void {
  const place = osPath(path);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    unlinkSync(place);
    return;
  }
  if ((stat.mode & 0o700) !== 0o700) chmodSync(place, 0o700);
  for (const { name } of listFolder(path)) removePath(`${path}/${name}`);
  rmdirSync(place);
}

/**
 * Creates a folder and its parents, for a path that a user chose. Does not use Node's `recursive`, which never returns if an
 * existing folder does not allow new entries, as in /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Another run may have created it.
    if (!existsSync(path)) throw error;
  }
}

/** Removes a temporary file if possible: a failure to clean up must not hide the error that led to it. */
export function discardFile(path: string): void {
  try {
    rmSync(osPath(path), { force: true });
  } catch {
    // It stays behind.
  }
}

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

/** What a folder holds. Throws the system's error. */
export function listFolder(path: string): readonly FolderItem[] {
  const entries = readdirSync(osPath(path), { withFileTypes: true });
  // U+FFFD may stand for bytes that are not valid UTF-8.
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

/** Where a link leads, as written in it. Throws the system's error. */
export function linkTarget(path: string): string {
  return decodeName(readlinkSync(osPath(path), "buffer"));
}

/** None where there is no folder, or one that can't be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A link that leads nowhere, and what may not be looked at, count too. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return codeOf(error) !== "ENOTDIR";
  }
}

/**
 * Writes a file whole or not at all: who reads it meanwhile sees the old one or the new one. `temporary` is where it is
 * made, in the same folder. Throws the system's error, and leaves nothing behind then.
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

/** Removes a file, link or folder with all below, also what a tool made read-only. Follows no link. */
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
 * Makes a folder with those above it, for a path that a user chose. Not by Node's `recursive`, which never ends where a
 * folder can't be made in one that is there, as in /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Another run may have made it.
    if (!existsSync(path)) throw error;
  }
}

/** Removes a temporary file as far as it goes: a failure to tidy up must not hide the one that led to it. */
export function discardFile(path: string): void {
  try {
    rmSync(osPath(path), { force: true });
  } catch {
    // It stays behind.
  }
}

import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, relative } from "node:path";
import { discardFile } from "./disk.ts";
import { osPath } from "./paths.ts";
import type { PreparedWrite } from "./staging.ts";

/** Writes part of a buffer to a position in a file; returns the number of bytes written. */
export type Write = (file: number, bytes: Buffer, from: number, length: number, at: number) => number;

/** `changed`: the file is no longer what was fixed and was not touched. `kept`: path of the original content if it could not be restored. */
export type Overwritten =
  | { readonly done: "written" | "changed" }
  | { readonly done: "failed"; readonly error: unknown; readonly kept?: string };

/**
 * Writes the content into the existing file, so that its hard links, owner and attributes stay. A kill may leave it partly
 * written, so its original content and its path are kept in the staging folder for the whole time; a later run restores
 * it from there (recoverWrites.ts).
 */
export function overwrite(prepared: PreparedWrite, write: Write = writeSync): Overwritten {
  const { real, content, expected } = prepared;
  const file = openRegular(real, constants.O_RDWR);
  try {
    const before = contentOf(file);
    if (hash("sha256", before, "hex") !== expected) return { done: "changed" };
    const { mode } = fstatSync(file);
    const { original, target } = keepOriginal(prepared, before);
    try {
      replaceContent(file, content, before.length, write);
    } catch (error) {
      const restored = restore(file, before, content, write);
      return { done: "failed", error, ...(restored ? {} : { kept: original }) };
    }
    for (const path of [target, original]) discardFile(path);
    restoreMode(file, mode);
    return { done: "written" };
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file and nothing else. Never follows a link, never blocks. */
export function openRegular(path: string, mode: number): number {
  const file = openSync(osPath(path), mode | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error("it is no longer a regular file");
}

export function contentOf(file: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(file).size);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = readSync(file, bytes, length, bytes.length - length, length);
  }
  return bytes.subarray(0, length);
}

/** Replaces the content of a file of the given length. Growth is written first, so that a full disk is noticed before any byte is overwritten. */
function replaceContent(file: number, bytes: Buffer, length: number, write: Write): void {
  const fill = (from: number, to: number) => {
    for (let at = from; at < to; ) at += write(file, bytes, at, to - at, at);
  };
  fill(length, bytes.length);
  fill(0, Math.min(length, bytes.length));
  if (bytes.length < length) ftruncateSync(file, bytes.length);
  fsyncSync(file);
}

/**
 * Restores the original content of a file after an interrupted write, unless another program has written to it since.
 * Returns whether the file has its original content again.
 */
export function restore(file: number, before: Buffer, fixed: Buffer, write: Write = writeSync): boolean {
  try {
    const now = contentOf(file);
    if (!isBetween(now, before, fixed)) return false;
    if (!now.equals(before)) replaceContent(file, before, now.length, write);
    return contentOf(file).equals(before);
  } catch {
    return false;
  }
}

/**
 * Whether `now` can result from interrupting the write of `fixed` over `before`, or the restore of `before`: growth first,
 * then from the start. Anything else was written by another program.
 */
export function isBetween(now: Buffer, before: Buffer, fixed: Buffer): boolean {
  if (now.length < Math.min(before.length, fixed.length)) return false;
  if (now.length > Math.max(before.length, fixed.length)) return false;
  const grown = Buffer.concat([before, fixed.subarray(before.length)]);
  const matchUntil = (other: Buffer, from: number) => {
    let at = from;
    while (at < now.length && now[at] === other[at]) at += 1;
    return at;
  };
  return matchUntil(grown, matchUntil(fixed, matchUntil(grown, 0))) === now.length;
}

/** The system clears setuid and setgid when a file is written. Only its owner can set them again. */
function restoreMode(file: number, mode: number): void {
  try {
    if (fstatSync(file).mode !== mode) fchmodSync(file, mode & 0o7777);
  } catch {
    // As with any other program that writes to it.
  }
}

/** Stores the original content next to the new one, synced to disk. The file with its path comes last: it marks the start of the write. */
function keepOriginal({ real, temporary }: PreparedWrite, before: Buffer) {
  const original = temporary.replace(/\.fixed$/, ".original");
  const target = temporary.replace(/\.fixed$/, ".target");
  const folder = dirname(temporary);
  writeSynced(original, before);
  writeSynced(target, Buffer.from(JSON.stringify(relative(folder, real))));
  const parent = openSync(osPath(folder), constants.O_RDONLY);
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
  return { original, target };
}

function writeSynced(path: string, bytes: Buffer): void {
  const file = openSync(osPath(path), "wx", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

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

/** Writes a part of a buffer to a place in a file; returns how many bytes it took. */
export type Write = (file: number, bytes: Buffer, from: number, length: number, at: number) => number;

/** `changed`: it is not what was fixed any more, and was left alone. `kept`: where the content from before lies when it could not be put back. */
export type Overwritten =
  | { readonly done: "written" | "changed" }
  | { readonly done: "failed"; readonly error: unknown; readonly kept?: string };

/**
 * Puts the content into the file that is there, so that its other names, owner and attributes stay. A kill may leave it
 * half written; so its content from before lies in the staging folder from the first byte to the last, with its place,
 * by which a later run puts it back (recoverWrites.ts).
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
      pour(file, content, before.length, write);
    } catch (error) {
      const restored = restore(file, before, content, write);
      return { done: "failed", error, ...(restored ? {} : { kept: original }) };
    }
    for (const path of [target, original]) discardFile(path);
    keepMode(file, mode);
    return { done: "written" };
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file and nothing else. Never follows a link, never waits. */
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

/** Makes `bytes` the content of a file of that length. What it grows by comes first: a full disk shows before a byte is written over. */
function pour(file: number, bytes: Buffer, length: number, write: Write): void {
  const fill = (from: number, to: number) => {
    for (let at = from; at < to; ) at += write(file, bytes, at, to - at, at);
  };
  fill(length, bytes.length);
  fill(0, Math.min(length, bytes.length));
  if (bytes.length < length) ftruncateSync(file, bytes.length);
  fsyncSync(file);
}

/**
 * Puts the content from before back into a file that a write was broken off in, unless somebody else has written to it
 * since. Returns whether the file holds it again.
 */
export function restore(file: number, before: Buffer, fixed: Buffer, write: Write = writeSync): boolean {
  try {
    const now = contentOf(file);
    if (!isBetween(now, before, fixed)) return false;
    if (!now.equals(before)) pour(file, before, now.length, write);
    return contentOf(file).equals(before);
  } catch {
    return false;
  }
}

/**
 * Whether writing `fixed` over `before`, or `before` over that again, leaves this content when it is broken off: what
 * was to grow first, then from the start on. Anything else is somebody else's.
 */
export function isBetween(now: Buffer, before: Buffer, fixed: Buffer): boolean {
  if (now.length < Math.min(before.length, fixed.length)) return false;
  if (now.length > Math.max(before.length, fixed.length)) return false;
  const grown = Buffer.concat([before, fixed.subarray(before.length)]);
  const alike = (other: Buffer, from: number) => {
    let at = from;
    while (at < now.length && now[at] === other[at]) at += 1;
    return at;
  };
  return alike(grown, alike(fixed, alike(grown, 0))) === now.length;
}

/** The system takes setuid and setgid away from a file that is written. Only its owner can give them back. */
function keepMode(file: number, mode: number): void {
  try {
    if (fstatSync(file).mode !== mode) fchmodSync(file, mode & 0o7777);
  } catch {
    // As after any other program that writes it.
  }
}

/** Lays the content from before beside the new one, safe on the disk. The file with its place comes last: with it the write has begun. */
function keepOriginal({ real, temporary }: PreparedWrite, before: Buffer) {
  const original = temporary.replace(/\.fixed$/, ".original");
  const target = temporary.replace(/\.fixed$/, ".target");
  const folder = dirname(temporary);
  keep(original, before);
  keep(target, Buffer.from(JSON.stringify(relative(folder, real))));
  const above = openSync(osPath(folder), constants.O_RDONLY);
  try {
    fsyncSync(above);
  } finally {
    closeSync(above);
  }
  return { original, target };
}

function keep(path: string, bytes: Buffer): void {
  const file = openSync(osPath(path), "wx", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

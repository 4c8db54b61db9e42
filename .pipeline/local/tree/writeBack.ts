import { hash } from "node:crypto";
import { closeSync, constants, ftruncateSync, openSync, renameSync, writeSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { discard } from "./discard.ts";
import { hashFile } from "./hashFile.ts";
import { osPath, shownPath } from "./pathName.ts";
import { type PreparedWrite, prepareWrite, type WriteRequest } from "./prepareWrite.ts";
import { realPath } from "./realPath.ts";
import type { Tree } from "./tree.ts";
import { codeOf, reasonOf } from "./unreadable.ts";

const AT_ONCE = 16;
const GONE = ["ENOENT", "ENOTDIR", "ELOOP"];

/** Paths as in the tree. `conflicts` are files that were left alone because they are not what was fixed any more. */
interface WrittenBack {
  readonly written: readonly string[];
  readonly conflicts: readonly string[];
}

/**
 * Writes fixed content into the user's files, each only while it still has the content that was fixed (`before`). All is
 * prepared beside the files first; an abort until then leaves the tree as it was and throws the signal's reason. Then
 * all are renamed in one go, which nothing interrupts. Modes, owners, links and hard links stay.
 */
export async function writeBack(
  root: string,
  before: Tree,
  changed: ReadonlyMap<string, Buffer>,
  signal: AbortSignal,
): Promise<WrittenBack> {
  signal.throwIfAborted();
  const { requests, conflicts } = targetsOf(root, before, changed);
  const prepared: PreparedWrite[] = [];
  try {
    for (let at = 0; at < requests.length; at += AT_ONCE) {
      const batch = requests.slice(at, at + AT_ONCE);
      // All settled: none may leave a file behind after the cleaning up below.
      const results = await Promise.allSettled(batch.map(prepareWrite));
      for (const result of results) if (result.status === "fulfilled") prepared.push(result.value);
      results.forEach((result, index) => {
        if (result.status === "rejected") throw notWritten(batch[index]?.path ?? "", result.reason, []);
      });
      signal.throwIfAborted();
    }
    const swept = putInPlace(prepared);
    return { written: swept.written, conflicts: [...conflicts, ...swept.conflicts].sort() };
  } finally {
    for (const { temporary } of prepared) discard(temporary);
  }
}

/** The files behind the paths. A path that is gone, or leads out of the root by now, is a conflict. */
function targetsOf(root: string, before: Tree, changed: ReadonlyMap<string, Buffer>) {
  const realRoot = realPath(root);
  const requests = new Map<string, WriteRequest>();
  const conflicts: string[] = [];
  for (const [path, content] of changed) {
    try {
      const real = realFile(`${root}/${path}`);
      const inside = real?.startsWith(`${realRoot}/`) ? real.slice(realRoot.length + 1) : "";
      const expected = hashIn(before, path) ?? hashIn(before, inside);
      if (real === undefined || inside === "" || requests.has(real)) conflicts.push(path);
      else if (expected === undefined || hashNow(real) !== expected) conflicts.push(path);
      else requests.set(real, { path, real, content, expected });
    } catch (error) {
      throw notWritten(path, error, []);
    }
  }
  return { requests: [...requests.values()], conflicts };
}

/** Synchronous throughout: between two renames no signal handler runs. */
function putInPlace(prepared: readonly PreparedWrite[]): WrittenBack {
  const written: string[] = [];
  const conflicts: string[] = [];
  for (const write of prepared) {
    try {
      const now = hashNow(write.real);
      // Already fixed when it is another name (hard link) of one that was written just now.
      if (now === write.expected) put(write);
      const fixed = now === write.expected || now === hash("sha256", write.content, "hex");
      (fixed ? written : conflicts).push(write.path);
    } catch (error) {
      throw notWritten(write.path, error, written);
    }
  }
  return { written: written.sort(), conflicts };
}

function put({ inPlace, temporary, real, content }: PreparedWrite): void {
  if (inPlace) overwrite(real, content);
  else renameSync(osPath(temporary), osPath(real));
}

function overwrite(path: string, content: Buffer): void {
  const file = openSync(osPath(path), constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at, content.length - at, at);
    ftruncateSync(file, content.length);
  } finally {
    closeSync(file);
  }
}

/** Undefined when there is no such file any more. */
function hashNow(real: string): string | undefined {
  try {
    return hashFile(real)?.hash;
  } catch (error) {
    if (GONE.includes(codeOf(error))) return undefined;
    throw error;
  }
}

function realFile(place: string): string | undefined {
  try {
    return realPath(place);
  } catch (error) {
    if (GONE.includes(codeOf(error))) return undefined;
    throw error;
  }
}

function hashIn(tree: Tree, path: string): string | undefined {
  const entry = tree.entries.get(path);
  return entry?.kind === "file" ? entry.hash : undefined;
}

function notWritten(path: string, error: unknown, written: readonly string[]): DrydockError {
  const done = written.length === 0 ? "Nothing was written" : `Already written: ${written.map(shownPath).join(", ")}`;
  const hint = `${done}. Make the file and its folder writable and run it again.`;
  return new DrydockError("broken", `Cannot write ${shownPath(path)}: ${reasonOf(error)}.`, hint, error);
}

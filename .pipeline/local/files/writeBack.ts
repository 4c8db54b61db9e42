import { hash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { codeOf, systemReason } from "./failures.ts";
import { hashFile, pacer } from "./hashFile.ts";
import { overwrite, type Write } from "./overwrite.ts";
import { osPath, realPath } from "./paths.ts";
import type { Tree } from "./readTree.ts";
import {
  type CarryAttributes,
  dressFiles,
  type Laid,
  layFile,
  openStaging,
  type PreparedWrite,
  type Staging,
  stagingHomes,
  unprepared,
  type WriteRequest,
} from "./staging.ts";

/**
 * After a fix ran in `folder`, which held the tree: path to new content of each file that it changed. Files that the
 * tool added are its own business and left aside. One that it removed or replaced by something else is an error: no
 * fixing tool does that, so nothing of what it did is to be trusted.
 */
export async function changedFiles(
  before: Tree,
  folder: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Buffer>> {
  const pause = pacer(signal);
  const changed = new Map<string, Buffer>();
  for (const [path, entry] of before.entries) {
    if (entry.kind === "link") continue;
    await pause();
    try {
      const now = hashFile(`${folder}/${path}`);
      if (now === null) throw new Error("it is no longer a regular file");
      if (now.hash !== entry.hash) changed.set(path, readFileSync(osPath(`${folder}/${path}`)));
    } catch (error) {
      const message = `The fix left ${quotedPath(path)} unreadable: ${systemReason(error)}.`;
      throw new DrydockError("broken", message, "Nothing was written to your files.", error);
    }
  }
  return changed;
}

const AT_ONCE = 16;
const GONE = ["ENOENT", "ENOTDIR", "ELOOP"];
/** A rename needs a folder that may be written and one mount; the file itself may be writable all the same. */
const NO_RENAME = ["EXDEV", "EACCES", "EPERM", "EBUSY", "EROFS"];

/** What is written where, and how. */
export interface WriteBack {
  /** The folder that the paths are relative to. */
  readonly root: string;
  /** The repository around it, whose `.git` may hold temporary files. */
  readonly repository: string;
  readonly before: Tree;
  /** Path to new content. */
  readonly changed: ReadonlyMap<string, Buffer>;
  readonly carry: CarryAttributes;
  readonly signal: AbortSignal;
  readonly write?: Write;
}

/** Paths as in the tree. `conflicts` are files that were left alone because they are not what was fixed any more. */
interface WrittenBack {
  readonly written: readonly string[];
  readonly conflicts: readonly string[];
}

/**
 * Writes fixed content into the user's files, each only while it still has the content that was fixed (`before`). All is
 * prepared in one temporary folder first; an abort until then leaves the tree as it was and throws the signal's reason.
 * Then all are put in place in one go, which only a kill interrupts: by a rename, so that a file is the old one or the
 * new one; where that would lose something, by writing into the file (overwrite.ts). Modes, owners, links, hard links,
 * access lists and other attributes stay.
 */
export async function writeBack(job: WriteBack): Promise<WrittenBack> {
  const { root, repository, signal } = job;
  signal.throwIfAborted();
  const { requests, conflicts } = targetsOf(job);
  if (requests.length === 0) return { written: [], conflicts: conflicts.sort() };
  const staging = openStaging(stagingHomes(realPath(repository), realPath(root)));
  try {
    const laid = await lay(requests, staging, signal);
    const prepared = await dressFiles(laid, job.carry).catch((error) => {
      signal.throwIfAborted();
      throw unprepared(root, error);
    });
    signal.throwIfAborted();
    const swept = putInPlace(prepared, staging, job.write);
    return { written: swept.written, conflicts: [...conflicts, ...swept.conflicts].sort() };
  } finally {
    staging.close();
  }
}

async function lay(requests: readonly WriteRequest[], { folder }: Staging, signal: AbortSignal) {
  const laid: Laid[] = [];
  for (let at = 0; at < requests.length; at += AT_ONCE) {
    const batch = requests.slice(at, at + AT_ONCE);
    // All settled: none may leave a file behind after the folder is removed.
    const results = await Promise.allSettled(
      batch.map((request, index) => layFile(request, `${folder}/${at + index}.fixed`)),
    );
    results.forEach((result, index) => {
      if (result.status === "rejected") throw notWritten(batch[index]?.path ?? "", result.reason, []);
      laid.push(result.value);
    });
    signal.throwIfAborted();
  }
  return laid;
}

/** The files behind the paths. A path that is gone, or leads out of the root by now, is a conflict. */
function targetsOf({ root, before, changed }: WriteBack) {
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

/** Synchronous throughout: between two files no signal handler runs. */
function putInPlace(prepared: readonly PreparedWrite[], staging: Staging, write?: Write): WrittenBack {
  const written: string[] = [];
  const conflicts: string[] = [];
  // A rename needs no space any more. What does comes first, so that a full disk is found before anything is written.
  for (const one of [...prepared].sort((a, b) => Number(b.inPlace) - Number(a.inPlace))) {
    try {
      const now = hashNow(one.real);
      // Already fixed when it is another name (hard link) of one that was written just now.
      const fixed =
        now === one.expected ? put(one, staging, written, write) : now === hash("sha256", one.content, "hex");
      (fixed ? written : conflicts).push(one.path);
    } catch (error) {
      throw error instanceof DrydockError ? error : notWritten(one.path, error, written);
    }
  }
  return { written: written.sort(), conflicts };
}

/** False when the file is not what was fixed any more. */
function put(one: PreparedWrite, staging: Staging, written: readonly string[], write?: Write): boolean {
  if (!one.inPlace && renamed(one)) return true;
  const result = overwrite(one, write);
  if (result.done !== "failed") return result.done === "written";
  if (result.kept !== undefined) staging.keep();
  throw notWritten(one.path, result.error, written, result.kept);
}

function renamed({ temporary, real }: PreparedWrite): boolean {
  try {
    renameSync(osPath(temporary), osPath(real));
    return true;
  } catch (error) {
    if (NO_RENAME.includes(codeOf(error))) return false;
    throw error;
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

function notWritten(path: string, error: unknown, written: readonly string[], kept?: string): DrydockError {
  const half = `${quotedPath(path)} may be half written: its content from before is in ${quotedPath(kept ?? "")}. `;
  const done = written.length === 0 ? "Nothing was written" : `Already written: ${written.map(quotedPath).join(", ")}`;
  const hint =
    kept === undefined
      ? `${done}. Check that the disk has space, make the file and its folder writable, and run it again.`
      : `${half}${written.length === 0 ? "No other file was written" : done}. Copy it back before you go on.`;
  return new DrydockError("broken", `Cannot write ${quotedPath(path)}: ${systemReason(error)}.`, hint, error);
}

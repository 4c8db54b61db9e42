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
  cannotPrepare,
  openStaging,
  type PreparedWrite,
  type StagedFile,
  type Staging,
  setAttributes,
  stageFile,
  stagingHomes,
  type WriteRequest,
} from "./staging.ts";

/**
 * After a fix ran in `folder`, a copy of the tree: path to new content for each file that it changed. Files that the tool
 * added are ignored. A file that it removed or replaced by something else is an error: no fixing tool does that, so
 * none of its changes can be trusted.
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

const BATCH_SIZE = 16;
const GONE = ["ENOENT", "ENOTDIR", "ELOOP"];
/** A rename needs a writable folder on the same mount; the file itself may be writable anyway. */
const NO_RENAME = ["EXDEV", "EACCES", "EPERM", "EBUSY", "EROFS"];

/** The input of `writeBack`. */
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

/** Paths as in the tree. `conflicts` are files that were not written because they have changed since the fix started. */
interface WrittenBack {
  readonly written: readonly string[];
  readonly conflicts: readonly string[];
}

/**
 * Writes fixed content into the user's files, each only if it still has the content that was fixed (`before`). Everything is
 * prepared in a temporary folder first; an abort before that ends leaves the tree unchanged and throws the signal's reason.
 * Then all files are replaced without interruption, except by a kill: by rename, so that a file is either old or new, or,
 * where that would lose attributes, by writing into the file (overwrite.ts). Modes, owners, links, hard links, access
 * lists and other attributes stay.
 */
export async function writeBack(job: WriteBack): Promise<WrittenBack> {
  const { root, repository, signal } = job;
  signal.throwIfAborted();
  const { requests, conflicts } = targetsOf(job);
  if (requests.length === 0) return { written: [], conflicts: conflicts.sort() };
  const staging = openStaging(stagingHomes(realPath(repository), realPath(root)));
  try {
    const staged = await stageFiles(requests, staging, signal);
    const prepared = await setAttributes(staged, job.carry).catch((error) => {
      signal.throwIfAborted();
      throw cannotPrepare(root, error);
    });
    signal.throwIfAborted();
    const result = putInPlace(prepared, staging, job.write);
    return { written: result.written, conflicts: [...conflicts, ...result.conflicts].sort() };
  } finally {
    staging.close();
  }
}

async function stageFiles(requests: readonly WriteRequest[], { folder }: Staging, signal: AbortSignal) {
  const staged: StagedFile[] = [];
  for (let at = 0; at < requests.length; at += BATCH_SIZE) {
    const batch = requests.slice(at, at + BATCH_SIZE);
    // Wait for all: none may create a file after the folder is removed.
    const results = await Promise.allSettled(
      batch.map((request, index) => stageFile(request, `${folder}/${at + index}.fixed`)),
    );
    results.forEach((result, index) => {
      if (result.status === "rejected") throw notWritten(batch[index]?.path ?? "", result.reason, []);
      staged.push(result.value);
    });
    signal.throwIfAborted();
  }
  return staged;
}

/** The files behind the paths. A path that is gone, or now leads out of the root, is a conflict. */
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

/** Synchronous, so that no signal handler runs between two files. */
function putInPlace(prepared: readonly PreparedWrite[], staging: Staging, write?: Write): WrittenBack {
  const written: string[] = [];
  const conflicts: string[] = [];
  // A rename needs no more space. Other writes come first, so that a full disk is noticed before anything is written.
  for (const one of [...prepared].sort((a, b) => Number(b.inPlace) - Number(a.inPlace))) {
    try {
      const now = hashNow(one.real);
      // Already fixed if it is a hard link to a file that was just written.
      const fixed =
        now === one.expected ? replaceOne(one, staging, written, write) : now === hash("sha256", one.content, "hex");
      (fixed ? written : conflicts).push(one.path);
    } catch (error) {
      throw error instanceof DrydockError ? error : notWritten(one.path, error, written);
    }
  }
  return { written: written.sort(), conflicts };
}

/** False if the file has changed since it was fixed. */
function replaceOne(one: PreparedWrite, staging: Staging, written: readonly string[], write?: Write): boolean {
  if (!one.inPlace && tryRename(one)) return true;
  const result = overwrite(one, write);
  if (result.done !== "failed") return result.done === "written";
  if (result.kept !== undefined) staging.keep();
  throw notWritten(one.path, result.error, written, result.kept);
}

function tryRename({ temporary, real }: PreparedWrite): boolean {
  try {
    renameSync(osPath(temporary), osPath(real));
    return true;
  } catch (error) {
    if (NO_RENAME.includes(codeOf(error))) return false;
    throw error;
  }
}

/** Undefined if the file no longer exists. */
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
  const partlyWritten = `${quotedPath(path)} may be partly written: its original content is in ${quotedPath(kept ?? "")}. `;
  const done = written.length === 0 ? "Nothing was written" : `Already written: ${written.map(quotedPath).join(", ")}`;
  const hint =
    kept === undefined
      ? `${done}. Check that the disk has space, make the file and its folder writable, and run the fix again.`
      : `${partlyWritten}${written.length === 0 ? "No other file was written" : done}. Copy it back before you continue.`;
  return new DrydockError("broken", `Cannot write ${quotedPath(path)}: ${systemReason(error)}.`, hint, error);
}

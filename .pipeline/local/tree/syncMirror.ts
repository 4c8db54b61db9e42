import { chmodSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { hashFile } from "./hashFile.ts";
import { type MirrorRecord, readMirrorIndex, recordOf, writeMirrorIndex } from "./mirrorIndex.ts";
import { pacer } from "./pacer.ts";
import { osPath, shownPath } from "./pathName.ts";
import { dressFile, FOLDER_MODE, placeFile } from "./placeFile.ts";
import { removePath } from "./removePath.ts";
import { sweepMirror } from "./sweepMirror.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { foldersAbove } from "./treePath.ts";
import { reasonOf } from "./unreadable.ts";

/**
 * Makes the folder `mirror` hold exactly the tree that was read from `root`: content, executable bits, links. All else
 * that a tool may look at, mtimes and permissions, is made from these, so that no verdict depends on the user's.
 * Writes and removes only what differs. Beside it stands `<mirror>.json`, which only saves reading what was not touched.
 * `changed` names a file that is no longer what the tree says: then the mirror is not the tree, and the caller reads it
 * again; null when all is right. The caller sees to it that nobody else uses the mirror meanwhile.
 */
export async function syncMirror(
  tree: Tree,
  root: string,
  mirror: string,
  signal?: AbortSignal,
): Promise<{ readonly changed: string | null }> {
  try {
    return await sync(tree, root, mirror, pacer(signal));
  } catch (error) {
    if (error instanceof DrydockError || signal?.aborted) throw error;
    const hint = `See that there is space and that it may be written; or remove ${shownPath(mirror)}, it is made anew.`;
    const message = `Cannot bring the working copy ${shownPath(mirror)} up to date: ${reasonOf(error)}.`;
    throw new DrydockError("broken", message, hint, error);
  }
}

async function sync(tree: Tree, root: string, mirror: string, pause: () => Promise<void> | undefined) {
  if (lstatSync(mirror, { throwIfNoEntry: false })?.isDirectory() === false) removePath(mirror);
  mkdirSync(mirror, { recursive: true, mode: 0o700 });
  const index = readMirrorIndex(mirror);
  const wanted = foldersAbove(tree.entries.keys());
  const swept = await sweepMirror(tree, wanted, mirror, index, pause);
  for (const folder of wanted) {
    if (swept.folders.has(folder)) continue;
    mkdirSync(osPath(`${mirror}/${folder}`));
    // Not by mkdir: that would follow the umask.
    chmodSync(osPath(`${mirror}/${folder}`), FOLDER_MODE);
  }
  const records = new Map<string, MirrorRecord>();
  let same = true;
  for (const [path, entry] of tree.entries) {
    await pause();
    const known = swept.right.get(path);
    if (known) records.set(path, known);
    if (known !== undefined) continue;
    same = false;
    if (entry.kind === "link") symlinkSync(osPath(entry.target), osPath(`${mirror}/${path}`));
    else {
      const record = bring(path, entry, root, mirror, swept.doubtful.has(path));
      if (record === null) return { changed: path };
      records.set(path, record);
    }
  }
  if (!same || records.size !== index.size) writeMirrorIndex(mirror, records);
  return { changed: null };
}

/** Sees to one file. Null when the user's file is not what the tree says. */
function bring(
  path: string,
  entry: Extract<TreeEntry, { kind: "file" }>,
  root: string,
  mirror: string,
  present: boolean,
): MirrorRecord | null {
  const target = `${mirror}/${path}`;
  if (present && contentHash(target) === entry.hash) {
    return recordOf(entry.hash, dressFile(target, entry));
  }
  if (present) removePath(target);
  const stat = placeFile(root, mirror, path, entry);
  return stat === null ? null : recordOf(entry.hash, stat);
}

/** Undefined when it cannot be read: then it is made anew. */
function contentHash(path: string): string | undefined {
  try {
    return hashFile(path)?.hash;
  } catch {
    return undefined;
  }
}

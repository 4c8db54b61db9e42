import { chmodSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { linkTarget, listFolder, removePath } from "./disk.ts";
import { systemReason } from "./failures.ts";
import { pacer } from "./hashFile.ts";
import {
  FOLDER_MODE,
  fileState,
  type MirrorIndex,
  type MirrorRecord,
  readMirrorIndex,
  updateFile,
  writeMirrorIndex,
} from "./mirrorFile.ts";
import { foldersAbove, osPath, pathIn } from "./paths.ts";
import type { Tree } from "./readTree.ts";

/**
 * Makes the folder `mirror` contain exactly the tree that was read from `root`: content, executable bits, links. Everything
 * else that a tool may look at (mtimes, permissions) is derived from these, so that no verdict depends on the user's values.
 * Writes and removes only what differs. `<mirror>.json` next to it only avoids rereading unchanged files.
 * `changed` names a file that no longer matches the tree, in which case the mirror is incomplete and the caller must reread
 * the tree; null on success. The caller ensures that nothing else uses the mirror at the same time.
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
    const hint = `Check that the disk has space and that the folder is writable, or remove ${quotedPath(mirror)}; it will be recreated.`;
    const message = `Cannot update the working copy ${quotedPath(mirror)}: ${systemReason(error)}.`;
    throw new DrydockError("broken", message, hint, error);
  }
}

async function sync(tree: Tree, root: string, mirror: string, pause: () => Promise<void> | undefined) {
  if (lstatSync(mirror, { throwIfNoEntry: false })?.isDirectory() === false) removePath(mirror);
  mkdirSync(mirror, { recursive: true, mode: 0o700 });
  const index = readMirrorIndex(mirror);
  const wanted = new Set([...tree.folders, ...foldersAbove(tree.entries.keys())].filter((path) => path !== "").sort());
  const swept = await sweepMirror(tree, wanted, mirror, index, pause);
  for (const folder of wanted) {
    if (swept.folders.has(folder)) continue;
    mkdirSync(osPath(`${mirror}/${folder}`));
    // Not with mkdir's mode, which is subject to the umask.
    chmodSync(osPath(`${mirror}/${folder}`), FOLDER_MODE);
  }
  const records = new Map<string, MirrorRecord>();
  let same = true;
  for (const [path, entry] of tree.entries) {
    await pause();
    const known = swept.correct.get(path);
    if (known) records.set(path, known);
    if (known !== undefined) continue;
    same = false;
    if (entry.kind === "link") symlinkSync(osPath(entry.target), osPath(`${mirror}/${path}`));
    else {
      const record = updateFile(root, mirror, path, entry, swept.unverified.has(path));
      if (record === null) return { changed: path };
      records.set(path, record);
    }
  }
  if (!same || records.size !== index.size) writeMirrorIndex(mirror, records);
  return { changed: null };
}

/** What is in the mirror and may stay. */
interface Swept {
  readonly folders: ReadonlySet<string>;
  /** Correct entries; a file has its record. */
  readonly correct: ReadonlyMap<string, MirrorRecord | null>;
  /** Regular files that the tree also has, whose content must be compared. */
  readonly unverified: ReadonlySet<string>;
}

/** Removes what the tree does not have with the same type at the same path. Follows no link. */
async function sweepMirror(
  tree: Tree,
  wanted: ReadonlySet<string>,
  mirror: string,
  index: MirrorIndex,
  pause: () => Promise<void> | undefined,
): Promise<Swept> {
  const folders = new Set<string>();
  const correct = new Map<string, MirrorRecord | null>();
  const unverified = new Set<string>();
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    await pause();
    folders.add(folder);
    for (const { name, type } of contentOf(mirror, folder)) {
      const path = pathIn(folder, name);
      const entry = tree.entries.get(path);
      if (type === "folder" && wanted.has(path)) {
        open.push(path);
        continue;
      }
      const place = `${mirror}/${path}`;
      const record = index.get(path);
      if (type === "file" && entry?.kind === "file") {
        const state = fileState(place, entry, record);
        if (state === "wrong") removePath(place);
        else if (state === "unverified") unverified.add(path);
        else correct.set(path, record ?? null);
      } else if (type === "link" && entry?.kind === "link" && linkTarget(place) === entry.target)
        correct.set(path, null);
      else removePath(place);
    }
  }
  return { folders, correct, unverified };
}

function contentOf(mirror: string, folder: string): ReturnType<typeof listFolder> {
  const path = folder === "" ? mirror : `${mirror}/${folder}`;
  // A tool may have changed the permissions of a folder.
  const mode = folder === "" ? 0o700 : FOLDER_MODE;
  if ((lstatSync(osPath(path)).mode & 0o7777) !== mode) chmodSync(osPath(path), mode);
  return listFolder(path);
}

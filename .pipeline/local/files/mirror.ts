import { chmodSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { linkTarget, listFolder, removePath } from "./disk.ts";
import { systemReason } from "./failures.ts";
import { pacer } from "./hashFile.ts";
import {
  bringFile,
  FOLDER_MODE,
  type MirrorIndex,
  type MirrorRecord,
  readMirrorIndex,
  standingOf,
  writeMirrorIndex,
} from "./mirrorFile.ts";
import { foldersAbove, osPath, pathIn } from "./paths.ts";
import type { Tree } from "./readTree.ts";

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
    const hint = `Check that the disk has space and that the folder is writable, or remove ${quotedPath(mirror)}: it is made again.`;
    const message = `Cannot bring the working copy ${quotedPath(mirror)} up to date: ${systemReason(error)}.`;
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
      const record = bringFile(root, mirror, path, entry, swept.doubtful.has(path));
      if (record === null) return { changed: path };
      records.set(path, record);
    }
  }
  if (!same || records.size !== index.size) writeMirrorIndex(mirror, records);
  return { changed: null };
}

/** What stands in the mirror and may stay. */
interface Swept {
  readonly folders: ReadonlySet<string>;
  /** Right as they are; with the record of a file. */
  readonly right: ReadonlyMap<string, MirrorRecord | null>;
  /** Regular files where the tree has one too, to be judged by content. */
  readonly doubtful: ReadonlySet<string>;
}

/** Removes what the tree does not have in the same kind at the same place. Follows no link. */
async function sweepMirror(
  tree: Tree,
  wanted: ReadonlySet<string>,
  mirror: string,
  index: MirrorIndex,
  pause: () => Promise<void> | undefined,
): Promise<Swept> {
  const folders = new Set<string>();
  const right = new Map<string, MirrorRecord | null>();
  const doubtful = new Set<string>();
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
        const standing = standingOf(place, entry, record);
        if (standing === "wrong") removePath(place);
        else if (standing === "doubtful") doubtful.add(path);
        else right.set(path, record ?? null);
      } else if (type === "link" && entry?.kind === "link" && linkTarget(place) === entry.target) right.set(path, null);
      else removePath(place);
    }
  }
  return { folders, right, doubtful };
}

function contentOf(mirror: string, folder: string): ReturnType<typeof listFolder> {
  const path = folder === "" ? mirror : `${mirror}/${folder}`;
  // Something that ran in the mirror may have locked us out, or opened a folder for the next run.
  const mode = folder === "" ? 0o700 : FOLDER_MODE;
  if ((lstatSync(osPath(path)).mode & 0o7777) !== mode) chmodSync(osPath(path), mode);
  return listFolder(path);
}

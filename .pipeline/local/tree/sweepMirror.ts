import { chmodSync, lstatSync, readlinkSync } from "node:fs";
import { listFolder } from "./listFolder.ts";
import { isUntouched, type MirrorIndex, type MirrorRecord } from "./mirrorIndex.ts";
import { decodeName, osPath } from "./pathName.ts";
import { FOLDER_MODE, mirrorMode } from "./placeFile.ts";
import { removePath } from "./removePath.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { pathIn } from "./treePath.ts";

/** What stands in the mirror and may stay. */
interface Swept {
  readonly folders: ReadonlySet<string>;
  /** Right as they are; with the record of a file. */
  readonly right: ReadonlyMap<string, MirrorRecord | null>;
  /** Regular files where the tree has one too, to be judged by content. */
  readonly doubtful: ReadonlySet<string>;
}

/** Removes what the tree does not have in the same kind at the same place. Follows no link. */
export async function sweepMirror(
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
      const standing = type === entry?.kind ? judge(`${mirror}/${path}`, entry, index.get(path)) : "wrong";
      if (standing === "wrong") removePath(`${mirror}/${path}`);
      else if (standing === "doubtful") doubtful.add(path);
      else right.set(path, index.get(path) ?? null);
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

function judge(path: string, entry: TreeEntry, record?: MirrorRecord): "right" | "doubtful" | "wrong" {
  if (entry.kind === "link")
    return decodeName(readlinkSync(osPath(path), "buffer")) === entry.target ? "right" : "wrong";
  const stat = lstatSync(osPath(path));
  // A second name of a file elsewhere: changing it would change that file.
  if (!stat.isFile() || stat.nlink !== 1) return "wrong";
  if (record === undefined || !isUntouched(record, stat)) return "doubtful";
  if (record.hash !== entry.hash) return "wrong";
  return (stat.mode & 0o7777) === mirrorMode(entry) ? "right" : "doubtful";
}

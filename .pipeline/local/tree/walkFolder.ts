import { readlinkSync } from "node:fs";
import type { IgnoreMatcher, IgnoreState } from "./ignoreMatcher.ts";
import { type FolderItem, listFolder } from "./listFolder.ts";
import { decodeName, osPath } from "./pathName.ts";
import type { Listing } from "./resolveLinks.ts";
import { folderOf, pathIn } from "./treePath.ts";
import { codeOf, unreadable } from "./unreadable.ts";

interface Walk extends Listing {
  /** Sockets, pipes and devices: path to what it is. */
  readonly others: ReadonlyMap<string, string>;
}

/** Lists what is under `root` and not ignored, without following links. `pause` is awaited between folders. */
export async function walkFolder(
  root: string,
  matcher: IgnoreMatcher,
  pause: () => Promise<void> | undefined,
): Promise<Walk> {
  const folders = new Set<string>([""]);
  const files = new Set<string>();
  const links = new Map<string, string>();
  const others = new Map<string, string>();
  const open: { readonly folder: string; readonly state?: IgnoreState }[] = [{ folder: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    await pause();
    for (const { name, type } of contentOf(root, next.folder)) {
      const path = pathIn(next.folder, name);
      const state = matcher.match(path, next.state);
      if (type === "folder" && (!state.ignored || matcher.mayReturn)) open.push({ folder: path, state });
      if (state.ignored) continue;
      // A pattern with `!` brings the folders above back as well.
      for (let up = next.folder; !folders.has(up); up = folderOf(up)) folders.add(up);
      if (type === "folder") folders.add(path);
      else if (type === "file") files.add(path);
      else if (type === "link") links.set(path, targetOf(root, path));
      else others.set(path, type);
    }
  }
  return { folders, files, links, others };
}

function contentOf(root: string, folder: string): readonly FolderItem[] {
  try {
    return listFolder(folder === "" ? root : `${root}/${folder}`);
  } catch (error) {
    // Gone since its parent was read: then it is no part of the tree.
    if (codeOf(error) === "ENOENT" && folder !== "") return [];
    throw unreadable(folder === "" ? root : folder, error);
  }
}

function targetOf(root: string, path: string): string {
  try {
    return decodeName(readlinkSync(osPath(`${root}/${path}`), "buffer"));
  } catch (error) {
    throw unreadable(path, error);
  }
}

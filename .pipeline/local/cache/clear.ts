import { lstatSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { OWN_FOLDERS, type OwnName, ownFiles, ownIn } from "../project/cacheContents.ts";
import { removePath } from "../tree/removePath.ts";

/** Removes from a cache folder all that is Drydock's own, the mark last, and the folder when it is empty then. Returns what is left in it. */
export function clear(cache: string): readonly string[] {
  for (const name of Object.keys(OWN_FOLDERS) as OwnName[]) {
    for (const path of ownIn(cache, name)) removePath(path);
    removeIfEmpty(join(cache, name));
  }
  for (const path of ownFiles(cache)) removePath(path);
  removeIfEmpty(cache);
  return lstatSync(cache, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(cache);
}

function removeIfEmpty(folder: string): void {
  // A link in the folder's place is the user's.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

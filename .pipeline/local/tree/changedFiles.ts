import { readFileSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { hashFile } from "./hashFile.ts";
import { pacer } from "./pacer.ts";
import { osPath, shownPath } from "./pathName.ts";
import type { Tree } from "./tree.ts";
import { reasonOf } from "./unreadable.ts";

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
      if (now === null) throw new Error("it is no regular file any more");
      if (now.hash !== entry.hash) changed.set(path, readFileSync(osPath(`${folder}/${path}`)));
    } catch (error) {
      const message = `The fix left ${shownPath(path)} unreadable: ${reasonOf(error)}.`;
      throw new DrydockError("broken", message, "Nothing was written to your files.", error);
    }
  }
  return changed;
}

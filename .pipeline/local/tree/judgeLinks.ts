import { existsSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { findLinkLoop } from "./findLinkLoop.ts";
import { osPath, shownPath } from "./pathName.ts";
import { realPath } from "./realPath.ts";
import { type LinkEnd, type Listing, resolveLinks } from "./resolveLinks.ts";
import { folderOf, foldersAbove } from "./treePath.ts";
import { codeOf } from "./unreadable.ts";

interface JudgedLinks {
  /** Path to target, of the links that belong to the tree. */
  readonly kept: ReadonlyMap<string, string>;
  /** Path to why it is left out. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** Which links belong to the tree. A loop is an error that names its link. */
export function judgeLinks(root: string, listing: Listing): JudgedLinks {
  const kept = new Map(listing.links);
  const leftOut = new Map<string, string>();
  if (kept.size === 0) return { kept, leftOut };
  const all = resolveLinks(listing);
  const loop = findLinkLoop(all) ?? [...all].find(([link, end]) => leadsBackFromOutside(root, link, end))?.[0];
  if (loop !== undefined) throw loopError(loop, listing.links.get(loop) ?? "");
  for (let ends = all, settled = false; !settled; settled = [...ends.values()].every(isWithin)) {
    for (const [link, end] of ends) {
      if (isWithin(end)) continue;
      leftOut.set(link, `it is a symbolic link to ${shownPath(kept.get(link) ?? "")}, ${whyNot(root, link, end)}`);
      kept.delete(link);
    }
    // A folder is there only by what is in it, which may be links to folders that are not: see again what is left.
    const folders = new Set(["", ...foldersAbove([...listing.files, ...kept.keys()])]);
    ends = resolveLinks({ folders, files: listing.files, links: kept });
  }
  return { kept, leftOut };
}

function isWithin(end: LinkEnd): boolean {
  return end.kind === "file" || end.kind === "folder";
}

function whyNot(root: string, link: string, end: LinkEnd): string {
  if (end.kind === "absolute") return "an absolute path, which leads elsewhere in a copy or container";
  if (end.kind === "outside") return "outside of the source folder";
  return existsSync(osPath(`${root}/${link}`)) ? "which is empty or left out" : "which does not exist";
}

/** A link by way of `/` or `..` to a folder that it is itself in: no part of the tree, but a loop in it all the same. */
function leadsBackFromOutside(root: string, link: string, end: LinkEnd): boolean {
  if (end.kind !== "absolute" && end.kind !== "outside") return false;
  try {
    const real = realPath(`${root}/${link}`);
    const own = realPath(folderOf(`${root}/${link}`));
    return own === real || own.startsWith(real.endsWith("/") ? real : `${real}/`);
  } catch (error) {
    return codeOf(error) === "ELOOP";
  }
}

function loopError(link: string, target: string): DrydockError {
  const message = `The symbolic link ${shownPath(link)} to ${shownPath(target)} is a loop: following it never ends.`;
  return new DrydockError("broken", message, 'Remove the link, or leave it out with "ignore" in drydock.json.');
}

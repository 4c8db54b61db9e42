import type { LinkEnd } from "./resolveLinks.ts";
import { folderOf } from "./treePath.ts";

/**
 * The first link that makes a walk endless: one that leads nowhere but to itself, to a folder that it is in, or to
 * folders whose links lead back. Undefined when following links from any folder comes to an end.
 */
export function findLinkLoop(ends: ReadonlyMap<string, LinkEnd>): string | undefined {
  const folderLinks = new Map<string, string>();
  // Sorted, so that the same link is named each time.
  for (const [link, end] of [...ends].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (end.kind === "loop") return link;
    if (end.kind === "folder") folderLinks.set(link, end.path);
  }
  // Links that meet no other link in the folder they lead to can't be part of a circle: take them away, and again.
  const below = new Map<string, Set<string>>();
  const above = new Map<string, string[]>();
  for (const [link, target] of folderLinks) {
    const met = [...folderLinks.keys()].filter((other) => isIn(folderOf(other), target));
    below.set(link, new Set(met));
    for (const other of met) above.set(other, [...(above.get(other) ?? []), link]);
  }
  const free = [...below.keys()].filter((link) => below.get(link)?.size === 0);
  for (let link = free.pop(); link !== undefined; link = free.pop()) {
    below.delete(link);
    for (const other of above.get(link) ?? []) {
      const rest = below.get(other);
      if (rest?.delete(link) && rest.size === 0) free.push(other);
    }
  }
  return firstOnCircle(below);
}

/** Going on from any link that is left, one comes round to a link seen before: that one is on a circle. */
function firstOnCircle(below: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const seen = new Set<string>();
  let at = below.keys().next().value;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = below.get(at)?.values().next().value;
  }
  return at;
}

function isIn(folder: string, ancestor: string): boolean {
  return ancestor === "" || folder === ancestor || folder.startsWith(`${ancestor}/`);
}

import { existsSync } from "node:fs";
import { excludedLink, type LinkFault, linkLoop } from "../../src/report/linkMessages.ts";
import { codeOf } from "./failures.ts";
import { folderOf, foldersAbove, isWithin, osPath, pathIn, realPath } from "./paths.ts";

/** The target of a link: a file or folder of the tree (`path`), or why it is not one. */
type LinkEnd =
  | { readonly kind: "file" | "folder"; readonly path: string }
  | { readonly kind: "absolute" | "outside" | "missing" | "loop" };

/** What a walk found, by path; the root folder is "". */
export interface Listing {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** Path of the link to its target as written. */
  readonly links: ReadonlyMap<string, string>;
}

interface ClassifiedLinks {
  /** Path to target, for links that belong to the tree. */
  readonly kept: ReadonlyMap<string, string>;
  /** Path to the notice that it is left out. */
  readonly excluded: ReadonlyMap<string, string>;
  /** Files that links lead to. */
  readonly ends: ReadonlySet<string>;
}

/** Which links belong to the tree. A loop among what is checked is an error that names its link; another one is left out. */
export function linksInTree(
  root: string,
  { folders: walked, files, links }: Listing,
  checks: (path: string) => boolean,
): ClassifiedLinks {
  const kept = new Map(links);
  const excluded = new Map<string, string>();
  if (links.size === 0) return { kept, excluded, ends: new Set() };
  let folders = walked;
  let ends = resolveLinks({ folders, files, links });
  const nextLoop = () =>
    findLinkLoop(ends) ?? [...ends].find(([link, end]) => leadsBackFromOutside(root, link, end))?.[0];
  for (let loop = nextLoop(); loop !== undefined; loop = nextLoop()) {
    const fault = linkLoop(loop, links.get(loop) ?? "");
    if (checks(loop)) throw fault;
    excluded.set(loop, fault.message);
    kept.delete(loop);
    ends = resolveLinks({ folders, files, links: kept });
  }
  while (true) {
    for (const [link, end] of ends) {
      if (isInTree(end)) continue;
      excluded.set(link, excludedLink(link, links.get(link) ?? "", faultIn(root, link, end)));
      kept.delete(link);
    }
    // A folder exists only through its content, which may be links to excluded folders: repeat with what remains.
    const filled = new Set(["", ...foldersAbove([...files, ...kept.keys()])]);
    if (filled.size === folders.size) {
      const files = [...ends.values()].flatMap((end) => (end.kind === "file" ? [end.path] : []));
      return { kept, excluded, ends: new Set(files) };
    }
    folders = filled;
    ends = resolveLinks({ folders, files, links: kept });
  }
}

function isInTree(end: LinkEnd): boolean {
  return end.kind === "file" || end.kind === "folder";
}

function faultIn(root: string, link: string, { kind }: LinkEnd): LinkFault {
  if (kind === "absolute" || kind === "outside") return kind;
  return existsSync(osPath(`${root}/${link}`)) ? "excluded" : "missing";
}

/** A link through `/` or `..` to a folder that contains the link: its target is outside the tree, but it is still a loop. */
function leadsBackFromOutside(root: string, link: string, { kind }: LinkEnd): boolean {
  if (kind !== "absolute" && kind !== "outside") return false;
  try {
    return isWithin(realPath(folderOf(`${root}/${link}`)), realPath(`${root}/${link}`));
  } catch (error) {
    return codeOf(error) === "ELOOP";
  }
}

/**
 * The first link that makes a walk endless: it leads to itself, to a folder that contains it, or to folders whose links
 * lead back. Undefined if following links always ends.
 */
function findLinkLoop(ends: ReadonlyMap<string, LinkEnd>): string | undefined {
  const folderLinks = new Map<string, string>();
  // Sorted, so that the same link is reported each time.
  for (const [link, end] of [...ends].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (end.kind === "loop") return link;
    if (end.kind === "folder") folderLinks.set(link, end.path);
  }
  // Links whose target folder contains no other link cannot be part of a cycle: remove them repeatedly.
  const below = new Map<string, Set<string>>();
  const above = new Map<string, string[]>();
  for (const [link, target] of folderLinks) {
    const met = [...folderLinks.keys()].filter((other) => target === "" || isWithin(folderOf(other), target));
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
  return firstInCycle(below);
}

/** Following the remaining links from any of them returns to one seen before, which is therefore part of a cycle. */
function firstInCycle(below: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const seen = new Set<string>();
  let at = below.keys().next().value;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = below.get(at)?.values().next().value;
  }
  return at;
}

// As in the kernel: for tools, a longer chain is "too many levels of symbolic links".
const MAX_HOPS = 40;

/** Follows each link by its text alone, so that a kept link means the same in any copy of the tree. */
function resolveLinks(listing: Listing): ReadonlyMap<string, LinkEnd> {
  const ends = new Map<string, LinkEnd>();
  for (const link of listing.links.keys()) follow(link, listing, ends, new Set());
  return ends;
}

function follow(link: string, listing: Listing, ends: Map<string, LinkEnd>, active: Set<string>): LinkEnd {
  const known = ends.get(link);
  if (known !== undefined) return known;
  if (active.has(link) || active.size >= MAX_HOPS) return { kind: "loop" };
  active.add(link);
  const end = endOf(link, listing, (next) => follow(next, listing, ends, active));
  active.delete(link);
  ends.set(link, end);
  return end;
}

function endOf(link: string, listing: Listing, next: (link: string) => LinkEnd): LinkEnd {
  const target = listing.links.get(link) ?? "";
  if (target.startsWith("/")) return { kind: "absolute" };
  let at: LinkEnd = { kind: "folder", path: folderOf(link) };
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (at.kind !== "folder") return { kind: "missing" };
    if (part === ".." && at.path === "") return { kind: "outside" };
    at = part === ".." ? { kind: "folder", path: folderOf(at.path) } : step(pathIn(at.path, part), listing, next);
    if (at.kind !== "folder" && at.kind !== "file") return at;
  }
  return at;
}

function step(path: string, listing: Listing, next: (link: string) => LinkEnd): LinkEnd {
  if (listing.folders.has(path)) return { kind: "folder", path };
  if (listing.files.has(path)) return { kind: "file", path };
  return listing.links.has(path) ? next(path) : { kind: "missing" };
}

import { folderOf, pathIn } from "./treePath.ts";

/** Where a link of the tree leads: to a file or folder of the tree (`path`), or why not. */
export type LinkEnd =
  | { readonly kind: "file" | "folder"; readonly path: string }
  | { readonly kind: "absolute" | "outside" | "missing" | "loop" };

/** What a walk met, by path; the root folder is "". */
export interface Listing {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** Path of the link to its target as written. */
  readonly links: ReadonlyMap<string, string>;
}

// As the kernel: more links in a row are "too many levels of symbolic links" for each tool.
const MOST_HOPS = 40;

/** Follows each link by its words alone, so that a kept one means the same in any copy of the tree. */
export function resolveLinks(listing: Listing): ReadonlyMap<string, LinkEnd> {
  const ends = new Map<string, LinkEnd>();
  for (const link of listing.links.keys()) follow(link, listing, ends, new Set());
  return ends;
}

function follow(link: string, listing: Listing, ends: Map<string, LinkEnd>, active: Set<string>): LinkEnd {
  const known = ends.get(link);
  if (known !== undefined) return known;
  if (active.has(link) || active.size >= MOST_HOPS) return { kind: "loop" };
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

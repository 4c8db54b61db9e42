import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isWithin, osPath } from "../files/paths.ts";
import { type FolderWatch, type WatchFolders, watchFolders } from "./folders.ts";
import type { Watched } from "./watched.ts";

/** Milliseconds without a change before changes are told, the longest that they are kept, and between looks for a lost root. */
export const DELAYS = { quiet: 100, most: 1000, look: 300 } as const;

export type SourceEvent =
  /** Paths from the root, or absolute ones outside of it; none if something may have changed unseen. */
  | { readonly type: "changed"; readonly paths: readonly string[] }
  | { readonly type: "gone" }
  | { readonly type: "failed"; readonly error: unknown };

export interface SourceWatch {
  /** What counts now, after a run. */
  readonly follow: (watched: Watched) => void;
  readonly close: () => void;
}

/** What editors write next to a file while it is edited or saved. */
const EDITORS_OWN = /(?:^|\/)(?:\.[^/]*\.sw[a-px]|[^/]*~|4913|\.#[^/]*|#[^/]*#)$/;

/**
 * Tells when what counts for a verdict has changed: once it has been quiet for a moment, and only if the change is to a file
 * of the tree, or adds or removes one. A root that is removed is waited for.
 */
export function watchSource(
  first: Watched,
  tell: (event: SourceEvent) => void,
  watch: WatchFolders = watchFolders,
): SourceWatch {
  let watched = first;
  let pending = new Set<string>();
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  let state: "waiting" | "sifting" | "gone" | "closed" = "waiting";

  const folders: FolderWatch = watch((path) => {
    if (!EDITORS_OWN.test(path)) add(path);
  });
  const schedule = () => {
    if (state !== "waiting" || pending.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(0, Math.min(DELAYS.quiet, since + DELAYS.most - Date.now())));
  };
  const add = (path: string) => {
    if (pending.size === 0) since = Date.now();
    pending.add(path);
    schedule();
  };
  const arm = (): readonly string[] => {
    try {
      return folders.set(foldersOf(watched));
    } catch (error) {
      tell({ type: "failed", error });
      return [];
    }
  };
  const flush = async () => {
    const paths = [...pending];
    pending = new Set();
    if (!isFolder(watched.root)) return lose();
    state = "sifting";
    const found = await sift(paths).catch(() => paths);
    if (state !== "sifting") return;
    arm();
    state = "waiting";
    const told = [...new Set(found.filter((path) => !EDITORS_OWN.test(path)).map(fromRoot))];
    if (told.length > 0) tell({ type: "changed", paths: told.sort() });
    schedule();
  };
  /** Those of the paths that count, and what has come to the tree or gone from it. */
  const sift = async (paths: readonly string[]): Promise<readonly string[]> => {
    const { listing, root } = watched;
    const isListed = (path: string) => {
      const name = relative(root, path);
      return listing.files.has(name) || listing.links.has(name);
    };
    const counting = paths.filter((path) => isListed(path) || isNamed(path, watched));
    if (paths.every(isListed)) return counting;
    const now = await watched.list();
    watched = { ...watched, listing: now };
    const before = [...listing.files, ...listing.links.keys()].filter((name) => !isIn(now, name));
    const after = [...now.files, ...now.links.keys()].filter((name) => !isIn(listing, name));
    return [...counting, ...[...before, ...after].map((name) => join(root, name))];
  };
  const lose = () => {
    state = "gone";
    folders.set([]);
    tell({ type: "gone" });
    const look = () => {
      if (!isFolder(watched.root)) {
        timer = setTimeout(look, DELAYS.look);
        return;
      }
      state = "waiting";
      arm();
      tell({ type: "changed", paths: [] });
      // What has been written before the folders were watched.
      add(watched.root);
    };
    timer = setTimeout(look, DELAYS.look);
  };
  const fromRoot = (path: string) => (isWithin(path, watched.root) ? relative(watched.root, path) || "." : path);

  arm();
  return {
    follow: (next) => {
      if (state === "closed" || state === "gone") return;
      watched = next;
      // What happened in them before they were watched is seen by comparing lists.
      for (const folder of arm()) add(folder);
    },
    close: () => {
      state = "closed";
      clearTimeout(timer);
      folders.close();
    },
  };
}

function isIn({ files, links }: Watched["listing"], name: string): boolean {
  return files.has(name) || links.has(name);
}

function isNamed(path: string, { folders, files }: Watched): boolean {
  return files.includes(path) || folders.includes(dirname(path));
}

function isFolder(path: string): boolean {
  return statSync(osPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The folders to watch: those of the tree, those that count by themselves, and those of single files. */
function foldersOf({ root, listing, folders, files }: Watched): ReadonlySet<string> {
  return new Set([
    root,
    ...[...listing.folders].map((name) => join(root, name)),
    ...folders,
    ...files.map((file) => dirname(file)),
    ...gitFolder(root),
  ]);
}

/** Where git keeps the index: a file that is added by force, or taken out of the index, changes the tree without an edit. */
function gitFolder(root: string): readonly string[] {
  const at = join(root, ".git");
  if (isFolder(at)) return [at];
  if (!existsSync(at)) return [];
  const [, folder = ""] = /^gitdir: (.*)$/m.exec(readFileSync(at, "utf8")) ?? [];
  return folder === "" ? [] : [resolve(root, folder)];
}

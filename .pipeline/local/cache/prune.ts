import { existsSync, lstatSync, readdirSync, renameSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { namesIn, removePath } from "../files/disk.ts";
import { removeLeftovers, TEMPORARY, temporaryPath } from "../python/temporaryFolders.ts";
import { isCache, isMarked, OWN_FOLDERS, type OwnName, ownEntries, ownFiles } from "./cacheContents.ts";
import { DAY_MS, pruneResults } from "./resultStore.ts";
import { slotInUse } from "./slot.ts";

const MEGABYTE = 1024 * 1024;
// Allowed difference between the clocks of two machines that share the cache.
const SLACK_MS = 60 * 1000;

export interface PruneLimits {
  readonly days: number;
  /** For each kind; undefined: the default of the kind. */
  readonly megabytes?: number | undefined;
}

/** How much was removed. */
export interface Pruned {
  /** Of checks, and of single modules. */
  readonly results: number;
  readonly environments: number;
  /** Working copies of sources, with the tools' own caches. */
  readonly copies: number;
}

/** What is kept by default. */
export const DEFAULT_DAYS = 30;
export const DEFAULT_MEGABYTES = { results: 512, environments: 4096, copies: 4096 };
/** uv's cache is only needed to create environments; its content can be downloaded again. */
const MAX_UV_BYTES = 2048 * MEGABYTE;

/** Something that is removed as a whole. */
interface Unit {
  readonly path: string;
  readonly used: number;
}

/**
 * Removes from the cache what was not used for the given days, and of each kind the oldest entries beyond the given
 * megabytes. Touches only Drydock's own entries, only in a Drydock cache, and nothing that a current run uses.
 */
export async function prune(cache: string, { days, megabytes }: PruneLimits, now: number): Promise<Pruned> {
  const removed = { results: 0, environments: 0, copies: 0 };
  if (!isCache(cache)) return removed;
  const oldest = now - days * DAY_MS;
  const maxBytes = (kind: keyof Pruned) => (megabytes ?? DEFAULT_MEGABYTES[kind]) * MEGABYTE;
  for (const folder of [cache, join(cache, "environments")]) if (existsSync(folder)) await removeLeftovers(folder);
  if (ownEntries(cache, "results").length > 0) {
    removed.results = await pruneResults(join(cache, "results"), oldest, maxBytes("results"), now);
  }
  const files = ownEntries(cache, "modules").flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  const modules = files.flatMap((path) => mtimeOf(path).map((used) => ({ path, used })));
  removed.results += removeUnused(cache, excess(modules, oldest, maxBytes("results")), () => false);
  const projects = unitsOf(ownEntries(cache, "projects"));
  const old = projects.filter(({ used }) => used < oldest);
  removed.copies = removeUnused(cache, old, (_, path) => slotsIn(path).some((slot) => slotInUse(slot) !== undefined));
  const slots = ownEntries(cache, "projects").flatMap(slotsIn);
  // A run marks an environment as used when it starts to use it.
  const runStarted = Math.min(...slots.map((slot) => slotInUse(slot) ?? Number.POSITIVE_INFINITY)) - SLACK_MS;
  const environments = excess(unitsOf(ownEntries(cache, "environments")), oldest, maxBytes("environments"));
  if (runStarted === Number.POSITIVE_INFINITY) pruneUv(cache, oldest, Math.min(maxBytes("environments"), MAX_UV_BYTES));
  removed.environments = removeUnused(cache, environments, (_, path) => statSync(path).mtimeMs >= runStarted);
  removed.copies += removeUnused(
    cache,
    excess(unitsOf(slots), oldest, maxBytes("copies")),
    (slot) => slotInUse(slot) !== undefined,
  );
  return removed;
}

/** Removes all of it or nothing: its parts refer to each other. */
function pruneUv(cache: string, oldest: number, maxBytes: number): void {
  const parts = ownEntries(cache, "uv");
  const used = Math.max(...parts.flatMap(mtimeOf));
  const size = parts.reduce((sum, path) => sum + sizeOf(path), 0);
  if (used >= oldest && size <= maxBytes) return;
  removeUnused(
    cache,
    parts.map((path) => ({ path, used })),
    () => false,
  );
}

/** Each with the time of its last use: the latest mtime of the folder, its owner file and its `last` folder. Unfinished
 * entries are left out. */
function unitsOf(paths: readonly string[]): readonly Unit[] {
  const times = (path: string) => [path, ...["owner", "last"].map((name) => join(path, name))].flatMap(mtimeOf);
  return paths
    .filter((path) => !TEMPORARY.test(basename(path)))
    .map((path) => ({ path, used: Math.max(...times(path)) }));
}

function mtimeOf(path: string): readonly number[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [stat.mtimeMs];
}

function slotsIn(project: string): readonly string[] {
  return namesIn(project).flatMap((name) => (/^slot-\d+$/.test(name) ? [join(project, name)] : []));
}

/** The units that are too old, or exceed the size limit together with newer ones. */
function excess(units: readonly Unit[], oldest: number, maxBytes: number): readonly Unit[] {
  const seen = new Set<string>();
  let kept = 0;
  return [...units]
    .sort((a, b) => b.used - a.used)
    .filter(({ path, used }) => {
      const size = used < oldest ? 0 : sizeOf(path, seen);
      if (used < oldest || kept + size > maxBytes) return true;
      kept += size;
      return false;
    });
}

/**
 * Removes what is not in use; returns how many units. Each is renamed first, so that a run finds all of it or nothing, and
 * renamed back if a run has just started to use it. `inUse` gets the original and the current path.
 */
function removeUnused(cache: string, units: readonly Unit[], inUse: (was: string, is: string) => boolean): number {
  const retired = units.filter(({ path }) => {
    const aside = temporaryPath(cache);
    try {
      if (inUse(path, path)) return false;
      renameSync(path, aside);
      if (inUse(path, aside)) {
        renameSync(aside, path);
        return false;
      }
      removePath(aside);
      return true;
    } catch {
      // Another process was quicker, or it can't be removed: a later prune tries again.
      return false;
    }
  });
  return retired.length;
}

/** Prunes the cache at most once a day, so that it never grows without end; a failure only means a later try. */
export async function pruneDaily(cache: string, now: number): Promise<void> {
  const marker = join(cache, "pruned");
  const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (now - last < DAY_MS || !isMarked(cache)) return;
  try {
    writeFileSync(marker, "");
    await prune(cache, { days: DEFAULT_DAYS }, now);
  } catch {
    // Read-only or full: this run does not depend on it.
  }
}

/** Removes Drydock's own entries from a cache folder, the mark last, and the folder itself if it is then empty. Returns the
 * names of what is left. */
export function clear(cache: string): readonly string[] {
  for (const name of Object.keys(OWN_FOLDERS) as OwnName[]) {
    for (const path of ownEntries(cache, name)) removePath(path);
    removeIfEmpty(join(cache, name));
  }
  for (const path of ownFiles(cache)) removePath(path);
  removeIfEmpty(cache);
  return lstatSync(cache, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(cache);
}

function removeIfEmpty(folder: string): void {
  // If the folder is a link, it belongs to the user.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Bytes of all files below a path. A hard-linked file counts once per `seen`; unreadable files do not count. */
export function sizeOf(path: string, seen: Set<string> = new Set()): number {
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory()) return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), seen), 0);
    const id = `${stat.dev}:${stat.ino}`;
    if (stat.nlink > 1 && seen.has(id)) return 0;
    if (stat.nlink > 1) seen.add(id);
    return stat.size;
  } catch {
    return 0;
  }
}

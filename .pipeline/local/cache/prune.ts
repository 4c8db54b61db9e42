import { existsSync, lstatSync, readdirSync, renameSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { namesIn, removePath } from "../files/disk.ts";
import { removeLeftovers, TEMPORARY, temporaryPath } from "../python/temporaryFolders.ts";
import { isCache, isMarked, OWN_FOLDERS, type OwnName, ownFiles, ownIn } from "./cacheContents.ts";
import { DAY_MS, pruneResults } from "./resultStore.ts";
import { slotInUse } from "./slot.ts";

const MEGABYTE = 1024 * 1024;
// Between the clocks of two machines that share the cache.
const SLACK_MS = 60 * 1000;

export interface PruneLimits {
  readonly days: number;
  /** Of each kind; undefined: what is enough for it. */
  readonly megabytes?: number | undefined;
}

/** How much was removed. */
export interface Pruned {
  readonly results: number;
  readonly environments: number;
  /** Working copies of sources, with the tools' own caches. */
  readonly copies: number;
}

/** What is kept when nobody says otherwise. */
export const DEFAULT_DAYS = 30;
export const DEFAULT_MEGABYTES = { results: 512, environments: 4096, copies: 4096 };
/** uv's cache is only wanted to make an environment; what it holds is fetched again. */
const MOST_OF_UV = 2048 * MEGABYTE;

/** Something that is removed as a whole. */
interface Unit {
  readonly path: string;
  readonly used: number;
}

/**
 * Removes from the cache what was not used for so many days, and of each kind the oldest above so many megabytes. Touches
 * names of Drydock's own alone, in a folder that is its cache, and nothing that a run at work uses.
 */
export async function prune(cache: string, { days, megabytes }: PruneLimits, now: number): Promise<Pruned> {
  const removed = { results: 0, environments: 0, copies: 0 };
  if (!isCache(cache)) return removed;
  const oldest = now - days * DAY_MS;
  const most = (kind: keyof Pruned) => (megabytes ?? DEFAULT_MEGABYTES[kind]) * MEGABYTE;
  for (const folder of [cache, join(cache, "environments")]) if (existsSync(folder)) await removeLeftovers(folder);
  if (ownIn(cache, "results").length > 0) {
    removed.results = await pruneResults(join(cache, "results"), oldest, most("results"), now);
  }
  const projects = unitsOf(ownIn(cache, "projects"));
  const old = projects.filter(({ used }) => used < oldest);
  removed.copies = retire(cache, old, (_, path) => slotsIn(path).some((slot) => slotInUse(slot) !== undefined));
  const slots = ownIn(cache, "projects").flatMap(slotsIn);
  // A run marks an environment as used when it begins to use it.
  const began = Math.min(...slots.map((slot) => slotInUse(slot) ?? Number.POSITIVE_INFINITY)) - SLACK_MS;
  const environments = excess(unitsOf(ownIn(cache, "environments")), oldest, most("environments"));
  if (began === Number.POSITIVE_INFINITY) pruneUv(cache, oldest, Math.min(most("environments"), MOST_OF_UV));
  removed.environments = retire(cache, environments, (_, path) => statSync(path).mtimeMs >= began);
  removed.copies += retire(
    cache,
    excess(unitsOf(slots), oldest, most("copies")),
    (slot) => slotInUse(slot) !== undefined,
  );
  return removed;
}

/** All of it or nothing: its parts refer to each other. */
function pruneUv(cache: string, oldest: number, most: number): void {
  const parts = ownIn(cache, "uv");
  const used = Math.max(...parts.flatMap(timeOf));
  const size = parts.reduce((sum, path) => sum + sizeOf(path), 0);
  if (used >= oldest && size <= most) return;
  retire(
    cache,
    parts.map((path) => ({ path, used })),
    () => false,
  );
}

/** With the time of the last use: that of the folder, or of something right in it. Half-done things have none. */
function unitsOf(paths: readonly string[]): readonly Unit[] {
  const times = (path: string) => [path, ...["owner", "last"].map((name) => join(path, name))].flatMap(timeOf);
  return paths
    .filter((path) => !TEMPORARY.test(basename(path)))
    .map((path) => ({ path, used: Math.max(...times(path)) }));
}

function timeOf(path: string): readonly number[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [stat.mtimeMs];
}

function slotsIn(project: string): readonly string[] {
  return namesIn(project).flatMap((name) => (/^slot-\d+$/.test(name) ? [join(project, name)] : []));
}

/** Those that are too old, or too much beside younger ones. */
function excess(units: readonly Unit[], oldest: number, most: number): readonly Unit[] {
  const seen = new Set<string>();
  let kept = 0;
  return [...units]
    .sort((a, b) => b.used - a.used)
    .filter(({ path, used }) => {
      const size = used < oldest ? 0 : sizeOf(path, seen);
      if (used < oldest || kept + size > most) return true;
      kept += size;
      return false;
    });
}

/**
 * Removes what is not in use, and says how many. It is put aside in one go first, so that a run finds all of it or nothing,
 * and put back when a run began to use it just then. `inUse` is asked with the path it had and the one it has.
 */
function retire(cache: string, units: readonly Unit[], inUse: (was: string, is: string) => boolean): number {
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
    // Read-only or full: nothing of it matters to this run.
  }
}

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

/** Bytes of all files below a path. A file of several names counts once per `seen`; what can't be read counts nothing. */
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

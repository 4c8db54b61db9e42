import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 24 * 60 * 60 * 1000;
const MEGABYTE = 1024 * 1024;

export interface PruneLimits {
  readonly days: number;
  readonly megabytes: number;
}

/** How much was removed. */
export interface Pruned {
  readonly results: number;
  readonly folders: number;
}

/**
 * Removes from the cache what was not used for so many days, and the oldest results above so many megabytes. A run at
 * work uses what is young, so it loses nothing.
 */
export async function prune(cache: string, limits: PruneLimits, now: number): Promise<Pruned> {
  const oldest = now - limits.days * DAY_MS;
  const results = await pruneResults(join(cache, "results"), oldest, limits.megabytes * MEGABYTE);
  const folders = ["environments", "projects"].flatMap((kind) => unused(join(cache, kind), oldest));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return { results, folders: folders.length };
}

async function pruneResults(folder: string, oldest: number, most: number): Promise<number> {
  const { default: cacache } = await import("cacache");
  const entries = Object.values(await cacache.ls(folder).catch(() => ({})));
  entries.sort((a, b) => b.time - a.time);
  const kept: typeof entries = [];
  const removed: typeof entries = [];
  let size = 0;
  for (const entry of entries) {
    const fits = entry.time >= oldest && size + entry.size <= most;
    if (fits) size += entry.size;
    (fits ? kept : removed).push(entry);
  }
  // Two keys may name the same content: clean outputs are alike.
  const needed = new Set(kept.map(({ integrity }) => integrity));
  for (const { key, integrity } of removed) {
    await cacache.rm.entry(folder, key);
    if (!needed.has(integrity)) await cacache.rm.content(folder, integrity);
  }
  return removed.length;
}

/** Folders whose last use is older; a run touches what it uses. */
function unused(folder: string, oldest: number): readonly string[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest);
  } catch {
    return [];
  }
}

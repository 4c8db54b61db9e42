import { lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeEntry } from "./resultStore.ts";

const HOUR_MS = 60 * 60 * 1000;

/**
 * Removes results older than `oldest`, the oldest ones above `most` bytes, and what no result needs any more: contents
 * that were superseded, files of the index, what was left half written. Returns how many results went.
 * Not by cacache's `verify`: that reads every content, and writes the index anew from what it read at its start, so that
 * a result which a run stores or takes back meanwhile would be lost or come back.
 */
export async function pruneResults(folder: string, oldest: number, most: number, now: number): Promise<number> {
  const { default: cacache } = await import("cacache");
  const entries = Object.values(await cacache.ls(folder).catch(() => ({})));
  entries.sort((a, b) => b.time - a.time);
  // Two keys may name the same content: clean outputs are alike.
  const needed = new Set<string>();
  let size = 0;
  let removed = 0;
  for (const entry of entries) {
    if (entry.time >= oldest && (needed.has(entry.path) || size + entry.size <= most)) {
      if (!needed.has(entry.path)) size += entry.size;
      needed.add(entry.path);
    } else {
      await removeEntry(folder, entry.key);
      if (!needed.has(entry.path)) await cacache.rm.content(folder, entry.integrity);
      removed += 1;
    }
  }
  for (const name of namesIn(folder)) {
    // A run may have written a content and not yet the entry that names it.
    const young = (time: number) => time > now - HOUR_MS;
    if (/^content-v\d+$/.test(name)) sweep(join(folder, name), (path, time) => needed.has(path) || young(time));
    if (/^index-v\d+$/.test(name)) sweep(join(folder, name), (_, time) => time >= oldest);
    if (name === "tmp") sweep(join(folder, name), (_, time) => young(time));
  }
  return removed;
}

/** Removes the files that are not to be kept, and the folders that are empty then. */
function sweep(folder: string, keep: (path: string, time: number) => boolean): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    try {
      const stat = lstatSync(path);
      if (stat.isDirectory()) sweep(path, keep);
      else if (!keep(path, stat.mtimeMs)) rmSync(path, { force: true });
    } catch {
      // Another process was quicker.
    }
  }
  try {
    rmdirSync(folder);
  } catch {
    // It holds something.
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

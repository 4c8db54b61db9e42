import { lstatSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { causeOf } from "../../src/errors.ts";
import type { Execution } from "../../src/model.ts";
import { namesIn } from "../files/disk.ts";
import { codeOf } from "../files/failures.ts";

/** Stored executions by key. Reading never fails: what can't be read is not there. */
export interface ResultStore {
  readonly get: (key: string) => Promise<Execution | undefined>;
  /** Tells the user once when the store can't be written, and goes on. */
  readonly put: (key: string, execution: Execution) => Promise<void>;
  /** Removes what is stored under the key, if anything is. */
  readonly forget: (key: string) => Promise<void>;
}

export const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

const load = async () => (await import("cacache")).default;

/** Removes the entry with its file in the index, which otherwise only grows. */
async function removeEntry(folder: string, key: string): Promise<void> {
  const { entry } = (await load()).rm;
  // Its types do not know of the option yet.
  await (entry as (cache: string, key: string, options: object) => Promise<unknown>)(folder, key, {
    removeFully: true,
  });
}

/** A store in a folder; entries are content-addressed and checked on reading by cacache. */
export function resultStore(folder: string, warn: (message: string) => void): ResultStore {
  let warned = false;
  const remember = async (key: string, text: string) => {
    try {
      const cacache = await load();
      // It only ever appends to the file of a key.
      await removeEntry(folder, key);
      // A prune may take an empty folder away just when something is put into it.
      await cacache.put(folder, key, text).catch(() => cacache.put(folder, key, text));
    } catch (error) {
      if (!warned)
        warn(
          `Results can't be stored in the cache (${codeOf(error) || causeOf(error)}); the next run starts from nothing.`,
        );
      warned = true;
    }
  };
  const forget = async (key: string) => {
    await removeEntry(folder, key).catch(() => {});
  };
  // cacache never writes over a content that is there, so a damaged one would stay for ever.
  const forgetContent = async (key: string) => {
    const cacache = await load();
    const entry = await cacache.get.info(folder, key).catch(() => null);
    if (entry !== null) await cacache.rm.content(folder, entry.integrity).catch(() => {});
  };
  return {
    get: async (key) => {
      try {
        const { data } = await (await load()).get(folder, key);
        const entry = await (await load()).get.info(folder, key);
        const text = data.toString("utf8");
        // What is in use stays young: pruning goes by the entry's age.
        if (entry !== null && Date.now() - entry.time > DAY_MS) await remember(key, text);
        return { ...(JSON.parse(text) as Execution), cached: true };
      } catch {
        // Not there, or damaged (cacache compares digests): either way the tool runs and the entry is written anew.
        await forgetContent(key);
        return undefined;
      }
    },
    put: (key, execution) => remember(key, JSON.stringify(execution)),
    forget,
  };
}

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

import { lstatSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { causeOf } from "../../src/errors.ts";
import type { Execution } from "../../src/model.ts";
import { namesIn } from "../files/disk.ts";
import { codeOf } from "../files/failures.ts";

/** Stored executions by key. Reading never fails: what cannot be read counts as missing. */
export interface ResultStore {
  readonly get: (key: string) => Promise<Execution | undefined>;
  /** Warns the user once if the store cannot be written, and continues. */
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
  // The option is missing from its types.
  await (entry as (cache: string, key: string, options: object) => Promise<unknown>)(folder, key, {
    removeFully: true,
  });
}

/** A store in a folder; entries are content-addressed, and cacache verifies them on reading. */
export function resultStore(folder: string, warn: (message: string) => void): ResultStore {
  let warned = false;
  const store = async (key: string, text: string) => {
    try {
      const cacache = await load();
      // cacache only ever appends to the file of a key.
      await removeEntry(folder, key);
      // A prune may remove an empty folder just before something is put into it.
      await cacache.put(folder, key, text).catch(() => cacache.put(folder, key, text));
    } catch (error) {
      if (!warned)
        warn(
          `Results cannot be stored in the cache (${codeOf(error) || causeOf(error)}); the next run starts from scratch.`,
        );
      warned = true;
    }
  };
  const forget = async (key: string) => {
    await removeEntry(folder, key).catch(() => {});
  };
  // cacache never overwrites existing content, so damaged content would stay forever.
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
        // Renew what is in use: pruning is based on the entry's age.
        if (entry !== null && Date.now() - entry.time > DAY_MS) await store(key, text);
        return { ...(JSON.parse(text) as Execution), cached: true };
      } catch {
        // Not there, or damaged (cacache compares digests): either way the tool runs and the entry is rewritten.
        await forgetContent(key);
        return undefined;
      }
    },
    put: (key, execution) => store(key, JSON.stringify(execution)),
    forget,
  };
}

/**
 * Removes results older than `oldest`, the oldest ones beyond `maxBytes`, and what no result needs any more: superseded
 * contents, index files, partly written files. Returns how many results were removed.
 * Does not use cacache's `verify`: it reads every content and rewrites the index from what it read at the start, so a
 * result that a run stores or removes in the meantime would be lost or come back.
 */
export async function pruneResults(folder: string, oldest: number, maxBytes: number, now: number): Promise<number> {
  const { default: cacache } = await import("cacache");
  const entries = Object.values(await cacache.ls(folder).catch(() => ({})));
  entries.sort((a, b) => b.time - a.time);
  // Two keys may share the same content: clean outputs are identical.
  const needed = new Set<string>();
  let size = 0;
  let removed = 0;
  for (const entry of entries) {
    if (entry.time >= oldest && (needed.has(entry.path) || size + entry.size <= maxBytes)) {
      if (!needed.has(entry.path)) size += entry.size;
      needed.add(entry.path);
    } else {
      await removeEntry(folder, entry.key);
      if (!needed.has(entry.path)) await cacache.rm.content(folder, entry.integrity);
      removed += 1;
    }
  }
  for (const name of namesIn(folder)) {
    // A run may have written a content but not yet the entry that refers to it.
    const isRecent = (time: number) => time > now - HOUR_MS;
    if (/^content-v\d+$/.test(name)) sweep(join(folder, name), (path, time) => needed.has(path) || isRecent(time));
    if (/^index-v\d+$/.test(name)) sweep(join(folder, name), (_, time) => time >= oldest);
    if (name === "tmp") sweep(join(folder, name), (_, time) => isRecent(time));
  }
  return removed;
}

/** Removes the files that are not to be kept, and folders that become empty. */
function sweep(folder: string, keep: (path: string, time: number) => boolean): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    try {
      const stat = lstatSync(path);
      if (stat.isDirectory()) sweep(path, keep);
      else if (!keep(path, stat.mtimeMs)) rmSync(path, { force: true });
    } catch {
      // Another process was faster.
    }
  }
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty.
  }
}

import type { Execution } from "../../src/model/execution.ts";

/** Stored executions by key. Reading never fails: what can't be read is not there. */
export interface ResultStore {
  readonly get: (key: string) => Promise<Execution | undefined>;
  /** Tells the user once when the store can't be written, and goes on. */
  readonly put: (key: string, execution: Execution) => Promise<void>;
  /** Removes what is stored under the key, if anything is. */
  readonly forget: (key: string) => Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const load = async () => (await import("cacache")).default;

/** Removes the entry with its file in the index, which otherwise only grows. */
export async function removeEntry(folder: string, key: string): Promise<void> {
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
      if (!warned) warn(`Results can't be stored in the cache (${codeOf(error)}); the next run starts from nothing.`);
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

function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}

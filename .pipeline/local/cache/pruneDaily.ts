import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMarked } from "../project/cacheMark.ts";
import { DEFAULT_DAYS, prune } from "./prune.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

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

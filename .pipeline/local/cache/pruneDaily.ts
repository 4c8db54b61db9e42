import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PruneLimits, prune } from "./prune.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is kept when nobody says otherwise. */
export const DEFAULT_LIMITS: PruneLimits = { days: 30, megabytes: 512 };

/** Prunes the cache at most once a day, so that it never grows without end; a failure only means a later try. */
export async function pruneDaily(cache: string, now: number): Promise<void> {
  const marker = join(cache, "pruned");
  const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (now - last < DAY_MS) return;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(marker, "");
    await prune(cache, DEFAULT_LIMITS, now);
  } catch {
    // Read-only or full: nothing of it matters to this run.
  }
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A working folder that only one run uses at a time. */
export interface Slot {
  readonly folder: string;
  readonly release: () => Promise<void>;
}

const MOST = 16;

/**
 * The first free slot of a project. Two runs at once get two slots, so none waits for the other and none sees the
 * other's files; the lock of a killed run goes stale after ten seconds, until then the next slot serves.
 * Throws the file system's error when the folder can't be written.
 */
export async function takeSlot(project: string): Promise<Slot> {
  const { lock } = await import("proper-lockfile");
  for (let number = 0; number < MOST; number += 1) {
    const folder = join(project, `slot-${number}`);
    mkdirSync(folder, { recursive: true });
    try {
      const release = await lock(folder, { realpath: false, stale: 10_000, retries: 0, onCompromised: () => {} });
      return { folder, release: () => release().catch(() => {}) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
  }
  throw new Error(`${MOST} runs of this project are at work already.`);
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";

/** A working folder that only one run uses at a time. */
export interface Slot {
  readonly folder: string;
  /** Whether another run has taken it over meanwhile: then what ran in it has no meaning. */
  readonly lost: () => boolean;
  readonly release: () => Promise<void>;
}

const MOST = 16;
const STALE_MS = 10_000;

/**
 * The first free slot of a project. Two runs at once get two slots, so none waits for the other and none sees the
 * other's files. The lock of a killed run goes stale after ten seconds; so does that of one that was stopped (Ctrl-Z, a
 * laptop's sleep), which is why a slot whose owner is alive is passed over, and why a lost slot is told.
 * Throws the file system's error when the folder can't be written.
 */
export async function takeSlot(project: string): Promise<Slot> {
  const { lock } = await import("proper-lockfile");
  for (let number = 0; number < MOST; number += 1) {
    const folder = join(project, `slot-${number}`);
    const owner = join(folder, "owner");
    mkdirSync(folder, { recursive: true });
    if (ownedByAnother(owner)) continue;
    let lost = false;
    const onCompromised = () => {
      lost = true;
    };
    try {
      const release = await lock(folder, { realpath: false, stale: STALE_MS, retries: 0, onCompromised });
      writeFileSync(owner, String(process.pid));
      return { folder, lost: () => lost, release: () => giveBack(owner, release) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
  }
  const hint = "Wait for them; or, when there are none, remove what `drydock cache path` names.";
  throw new DrydockError("broken", `${MOST} runs of this project are at work already.`, hint);
}

async function giveBack(owner: string, release: () => Promise<void>): Promise<void> {
  try {
    writeFileSync(owner, "");
    await release();
  } catch {
    // Lost, or the disk is gone: it goes stale by itself.
  }
}

/** A process of that number is alive; it need not be Drydock: a slot that is passed over costs nothing. */
function ownedByAnother(owner: string): boolean {
  try {
    const pid = Number(readFileSync(owner, "utf8"));
    if (!(pid > 0) || pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

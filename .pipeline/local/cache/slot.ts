import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { codeOf } from "../files/failures.ts";

/** A working folder that only one run uses at a time. */
export interface Slot {
  readonly folder: string;
  /** Whether the folder no longer belongs to this run because it was taken over or removed: results from it are then invalid. */
  readonly lost: () => boolean;
  readonly release: () => Promise<void>;
}

const MAX_SLOTS = 16;
const STALE_MS = 10_000;

/**
 * The first free slot of a project. Two runs at once get two slots, so none waits for the other and none sees the
 * other's files. The lock of a killed run goes stale after ten seconds; so does that of a run that was suspended (Ctrl-Z, a
 * sleeping laptop), but its slot is skipped while that process still exists. `lost` reports a lost slot.
 * Throws the system's error if the folder cannot be written.
 */
export async function takeSlot(project: string): Promise<Slot> {
  const { lock } = await import("proper-lockfile");
  const ownRecord = JSON.stringify({ ...identify(process.pid), token: randomBytes(8).toString("hex") });
  for (let number = 0; number < MAX_SLOTS; number += 1) {
    const folder = join(project, `slot-${number}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOwned(folder)) continue;
    let compromised = false;
    const onCompromised = () => {
      compromised = true;
    };
    try {
      const release = await lock(folder, { realpath: false, stale: STALE_MS, retries: 0, onCompromised });
      const owner = ownerFile(folder);
      // A prune may just have removed the unused folder.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(owner, ownRecord);
      // The lock notices a new owner only after seconds; the file shows it at once.
      const lost = () => compromised || textOf(owner) !== ownRecord;
      const unlock = async () => {
        if (lost()) return;
        writeFileSync(owner, "");
        await release();
      };
      // If the disk is gone, the lock goes stale by itself.
      return { folder, lost, release: () => unlock().catch(() => {}) };
    } catch (error) {
      if (codeOf(error) !== "ELOCKED") throw error;
    }
  }
  const hint = "Wait for them to finish, or end those that are suspended (Ctrl-Z).";
  throw new DrydockError("broken", `${MAX_SLOTS} runs of this project are already in progress.`, hint);
}

/** When the run that uses the slot started; undefined if none does. */
export function slotInUse(folder: string): number | undefined {
  const heartbeat = statSync(`${folder}.lock`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - heartbeat > STALE_MS && !isOwned(folder)) return undefined;
  return statSync(ownerFile(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Whether the process that took the slot still exists: the same one, not another with the same id. */
function isOwned(folder: string): boolean {
  try {
    const { host, pid, started } = JSON.parse(textOf(ownerFile(folder)));
    const now = identify(pid);
    return pid !== process.pid && host === now.host && started === now.started && started !== "";
  } catch {
    return false;
  }
}

function ownerFile(folder: string): string {
  return join(folder, "owner");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Identifies a process. Ids are reused, so the start time is included; it is empty if there is no such process. */
function identify(pid: number): { readonly host: string; readonly pid: number; readonly started: string } {
  return { host: hostname(), pid, started: started(pid) };
}

function started(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return "";
  try {
    if (process.platform !== "linux") {
      const words = ["-o", "lstart=", "-p", String(pid)];
      return execFileSync("/bin/ps", words, { encoding: "utf8", env: { LC_ALL: "C" }, stdio: "pipe" }).trim();
    }
    // From the third field on; the second, a name in parentheses, may contain spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie, whose parent has not collected its exit status, keeps its id.
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

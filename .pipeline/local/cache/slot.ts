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
  /** Whether the folder is no longer this run's, taken over or gone: then what ran in it has no meaning. */
  readonly lost: () => boolean;
  readonly release: () => Promise<void>;
}

const MOST = 16;
const STALE_MS = 10_000;

/**
 * The first free slot of a project. Two runs at once get two slots, so none waits for the other and none sees the
 * other's files. The lock of a killed run goes stale after ten seconds; so does that of one that was stopped (Ctrl-Z, a
 * laptop's sleep), whose slot is passed over while that very process is there. A lost slot is told.
 * Throws the file system's error when the folder can't be written.
 */
export async function takeSlot(project: string): Promise<Slot> {
  const { lock } = await import("proper-lockfile");
  const mine = JSON.stringify({ ...describe(process.pid), token: randomBytes(8).toString("hex") });
  for (let number = 0; number < MOST; number += 1) {
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
      // A prune may just have taken the folder away that nobody used.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(owner, mine);
      // The lock notices a new owner seconds later; the file tells at once.
      const lost = () => compromised || textOf(owner) !== mine;
      const giveBack = async () => {
        if (lost()) return;
        writeFileSync(owner, "");
        await release();
      };
      // When the disk is gone it goes stale by itself.
      return { folder, lost, release: () => giveBack().catch(() => {}) };
    } catch (error) {
      if (codeOf(error) !== "ELOCKED") throw error;
    }
  }
  const hint = "Wait for them to end, or end those that were stopped (Ctrl-Z).";
  throw new DrydockError("broken", `${MOST} runs of this project are already under way.`, hint);
}

/** When the run began that uses the slot now; undefined when none does. */
export function slotInUse(folder: string): number | undefined {
  const beat = statSync(`${folder}.lock`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - beat > STALE_MS && !isOwned(folder)) return undefined;
  return statSync(ownerFile(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Whether the process that took the slot still is there: the same one, not another that got its number. */
function isOwned(folder: string): boolean {
  try {
    const { host, pid, started } = JSON.parse(textOf(ownerFile(folder)));
    const now = describe(pid);
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

/** A process, told from all that had or will have its number by the moment it started; empty when there is none. */
function describe(pid: number): { readonly host: string; readonly pid: number; readonly started: string } {
  return { host: hostname(), pid, started: started(pid) };
}

function started(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return "";
  try {
    if (process.platform !== "linux") {
      const words = ["-o", "lstart=", "-p", String(pid)];
      return execFileSync("/bin/ps", words, { encoding: "utf8", env: { LC_ALL: "C" }, stdio: "pipe" }).trim();
    }
    // From the third field on; the second, a name in parentheses, may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that is dead and that nobody has asked for its end keeps its number.
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

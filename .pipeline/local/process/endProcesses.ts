import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const GRACE_MS = 2000;

/** Asks a process group to end, and kills it after two seconds; `done` is called then, when no member of it is left. */
export function endGroup(group: number, done: () => void): void {
  send(-group, "SIGTERM");
  const kill = () => {
    send(-group, "SIGKILL");
    done();
  };
  // The timer keeps no program alive: whoever waits for the process waits for its exit, not for this.
  setTimeout(kill, GRACE_MS).unref();
}

/**
 * Kills at once what a process that ended by itself left running in its group, as the end of a container would. Call it in
 * the moment of the exit: while the group has a member, its id can't be given to another.
 */
export function killGroup(group: number): void {
  send(-group, "SIGKILL");
}

/*
 * A process that leaves its group (setsid) does not end with it. On Linux everything that a tool starts is known by a mark
 * in its environment, which a child inherits. Elsewhere nobody may look at another process's environment.
 */
export const MARK_NAME = "DRYDOCK_PROCESS";
const RUN = randomBytes(16).toString("hex");
let count = 0;

/** Begins the mark of every process of this run, and of no other, so that nothing else is killed. */
export const RUN_MARK = `${MARK_NAME}=${RUN}-`;

/** A variable for a process that is about to start, and the way to kill everything that has inherited it. */
export function newMark(): { readonly env: Readonly<Record<string, string>>; readonly killMarked: () => void } {
  const value = `${RUN}-${++count}`;
  // These need not be looked at, and a big machine has many of them.
  const before = new Set(processes());
  return { env: { [MARK_NAME]: value }, killMarked: () => killMarked(`${MARK_NAME}=${value}`, before) };
}

/** Repeats until it finds none: one may be started while the others are looked for. */
function killMarked(mark: string, before: ReadonlySet<string>): void {
  for (let round = 0; round < 10; round++) {
    const found = processes().filter((id) => !before.has(id) && environmentOf(id).includes(mark));
    if (found.length === 0) return;
    for (const id of found) send(Number(id), "SIGKILL");
  }
}

function processes(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty for a process that has ended, and for another user's. */
function environmentOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

/** A negative id is a group's. */
function send(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // ESRCH: it has ended.
  }
}

import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const GRACE_MS = 2000;

/** Sends SIGTERM to a process group, and SIGKILL after two seconds; then `done` is called. */
export function endGroup(group: number, done: () => void): void {
  send(-group, "SIGTERM");
  const kill = () => {
    send(-group, "SIGKILL");
    done();
  };
  // The timer must not keep this process alive: callers wait for the child's exit, not for the timer.
  setTimeout(kill, GRACE_MS).unref();
}

/**
 * Immediately kills what an exited process left running in its group, as the end of a container would. Call it right at the
 * exit: while the group has members, its id cannot be reused.
 */
export function killGroup(group: number): void {
  send(-group, "SIGKILL");
}

/*
 * A process that leaves its group (setsid) does not end with it. On Linux, everything that a tool starts is found by a mark
 * in its environment, which children inherit. Other systems do not show another process's environment.
 */
export const MARK_NAME = "DRYDOCK_PROCESS";
const RUN = randomBytes(16).toString("hex");
let count = 0;

/** The prefix of the marks of this run's processes. It is unique, so that nothing else is killed. */
export const RUN_MARK = `${MARK_NAME}=${RUN}-`;

/** A variable for a new process, and a function that kills everything that has inherited it. */
export function newMark(): { readonly env: Readonly<Record<string, string>>; readonly killMarked: () => void } {
  const value = `${RUN}-${++count}`;
  // These cannot have the mark; skipping them saves time on a big machine.
  const before = new Set(processes());
  return { env: { [MARK_NAME]: value }, killMarked: () => killMarked(`${MARK_NAME}=${value}`, before) };
}

/** Repeats until it finds none: another may start during the search. */
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

/** Empty if the process has ended or belongs to another user. */
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

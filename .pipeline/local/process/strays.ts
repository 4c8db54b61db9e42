import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/*
 * A process that leaves its group (setsid) does not end with it. On Linux all that a tool starts can be told by a mark in
 * its environment, which a child has from its parent. Elsewhere nobody may look at another's environment.
 */
export const MARK_NAME = "DRYDOCK_PROCESS";
const RUN = randomBytes(16).toString("hex");
let count = 0;

/** In the environment of every marked process of this run, and of no other, so that nothing else is ended. */
export const RUN_MARK = `${MARK_NAME}=${RUN}-`;

/** A variable for a process that is about to start, and the way to end what has it from there. */
export function newMark(): { readonly env: Readonly<Record<string, string>>; readonly endStrays: () => void } {
  const value = `${RUN}-${++count}`;
  // They need not be looked at, and on a big machine they are many.
  const before = new Set(processes());
  return { env: { [MARK_NAME]: value }, endStrays: () => endStrays(`${MARK_NAME}=${value}`, before) };
}

/** Again until there is none: one may be started while the others are looked for. */
function endStrays(mark: string, before: ReadonlySet<string>): void {
  for (let round = 0; round < 10; round++) {
    const found = processes().filter((id) => !before.has(id) && environmentOf(id).includes(mark));
    if (found.length === 0) return;
    for (const id of found) kill(Number(id));
  }
}

function processes(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Nothing of a process that has ended, and of another user's. */
function environmentOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended.
  }
}

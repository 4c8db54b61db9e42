import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Waits until it is so; fails after so many seconds with what was waited for. */
export async function eventually(what: string, isSo: () => boolean, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Not so after ${seconds} seconds: ${what}`);
    await pause(20);
  }
}

/** Whether a process is there and no zombie that only waits to be collected. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    // After the program's name in brackets, which may hold anything, stands the state.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

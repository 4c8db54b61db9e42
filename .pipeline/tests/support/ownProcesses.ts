import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The id that a process of the test has written into a file of this name; 0 while it has not. */
export function pidIn(folder: string, name: string): number {
  const file = join(folder, name);
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

/** Ends these processes after the test, should it have failed to; they have written their ids into the folder. */
export function endAfterTest(folder: string, ...names: readonly string[]): void {
  onTestFinished(() => {
    for (const name of names) kill(pidIn(folder, name));
  });
}

function kill(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone, as it should.
  }
}

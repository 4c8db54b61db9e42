import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 10_000;

/** Waits a little until no process of that folder is left; then says which still is, and ends it. */
export async function leftRunning(folder: string): Promise<string | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  let alive = processesOf(folder);
  while (alive.length > 0 && Date.now() < deadline) {
    await pause(50);
    alive = processesOf(folder);
  }
  for (const { pid } of alive) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone by itself just now.
    }
  }
  if (alive.length === 0) return undefined;
  return `still running ${PATIENCE_MS / 1000} seconds later: ${alive.map(({ words }) => words).join("; ")}`;
}

/** Processes that name the folder in their words or their environment, or work in it. A zombie has none of these. */
function processesOf(folder: string): readonly { readonly pid: number; readonly words: string }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const told = `${words}\n${readFileSync(`/proc/${pid}/environ`, "utf8")}\n${readlinkSync(`/proc/${pid}/cwd`)}`;
      return told.includes(folder) ? [{ pid: Number(pid), words: `${pid} ${words}` }] : [];
    } catch {
      return []; // Gone, or another user's.
    }
  });
}

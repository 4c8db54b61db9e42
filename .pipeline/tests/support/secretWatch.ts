import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** What a watch over all processes of the machine has seen. */
interface Seen {
  /** Words of processes with the secret in them. */
  readonly told: readonly string[];
  /** Words of Docker's clients and helpers that had the secret in their environment. */
  readonly carried: readonly string[];
  /** Words of Docker's clients that were seen at all. */
  readonly clients: ReadonlySet<string>;
}

/** Looks at command lines and environments over and over until the work is done. */
export async function watchSecret<T>(secret: string, work: Promise<T>): Promise<{ result: T; seen: Seen }> {
  const told = new Set<string>();
  const carried = new Set<string>();
  const clients = new Set<string>();
  let done = false;
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const words = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
      if (words.includes(secret)) told.add(words);
      if (!/^(\S*\/)?docker(-credential-\S+)? /.test(words)) continue;
      clients.add(words);
      if (read(`/proc/${pid}/environ`).includes(secret)) carried.add(words);
    }
  };
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    look();
    await Promise.race([pause(15), ended.catch(() => undefined)]);
  }
  return { result: await ended, seen: { told: [...told], carried: [...carried], clients } };
}

/** Empty when the process has gone in between. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";

const DAY_MS = 24 * 60 * 60 * 1000;
// Process ids mean something on their own machine only, and a cache may be mounted into several containers.
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** The form of such names. */
export const TEMPORARY = /^\.tmp-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** A new path below `root` for something half done; it is not made. Its name tells later processes whose it is. */
export function temporaryPath(root: string): string {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return join(root, `.tmp-${HOST}-${process.pid}-${randomBytes(4).toString("hex")}`);
}

/** Removes what processes that are gone left half done. What can't be removed stays. */
export async function removeLeftovers(root: string): Promise<void> {
  const names = readdirSync(root).filter((name) => TEMPORARY.test(name));
  const leftovers = names.map((name) => join(root, name)).filter(isLeftover);
  await Promise.all(leftovers.map(discard));
}

/** Removes a folder; where that can't be done it is left to a later run. */
export async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
}

function isLeftover(path: string): boolean {
  const [, host, pid] = TEMPORARY.exec(basename(path)) ?? [];
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  return (host === HOST && !isAlive(Number(pid))) || Date.now() - stat.mtimeMs > DAY_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

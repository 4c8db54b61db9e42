import { createHash, randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

const DAY_MS = 24 * 60 * 60 * 1000;
// Process ids mean something on their own machine only, and a cache may be mounted into several containers.
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
// In a container every run may have the same process id: then only this tells our own names from those of one that is gone.
const own = new Set<string>();

/** The form of such names. */
export const TEMPORARY = /^\.tmp-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** The part of a temporary name that tells later processes whose it is. */
export function ownedName(): string {
  const name = `${HOST}-${process.pid}-${randomBytes(4).toString("hex")}`;
  own.add(name);
  return name;
}

/** A new path below `root` for something half done; it is not made. */
export function temporaryPath(root: string): string {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return join(root, `.tmp-${ownedName()}`);
}

/** Removes what processes that are gone left half done. What can't be removed stays. */
export async function removeLeftovers(root: string): Promise<void> {
  const names = readdirSync(root).filter((name) => TEMPORARY.test(name));
  const leftovers = names.map((name) => join(root, name)).filter((path) => isLeftover(path, DAY_MS));
  await Promise.all(leftovers.map(discard));
}

/** Removes a folder; where that can't be done it is left to a later run. */
export async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
}

/** Takes a folder out of the way, in one go; one that turns out to be wanted goes back. */
export async function setAside(folder: string, isWanted: (aside: string) => Promise<boolean> = async () => false) {
  const aside = temporaryPath(dirname(folder));
  try {
    renameSync(folder, aside);
    if (await isWanted(aside)) renameSync(aside, folder);
  } catch {
    // Another process was quicker; the caller looks again.
  }
  await discard(aside);
}

/** Whether the process that the name tells of is gone; of one on another machine, whether nothing happened there for so long. */
export function isLeftover(path: string, strangersMs: number): boolean {
  const [, name = "", host, pid] = /\b(([0-9a-f]{8})-(\d+)-[0-9a-f]{8})(?:\.tmp)?$/.exec(path) ?? [];
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || own.has(name)) return false;
  const age = Date.now() - stat.mtimeMs;
  if (host !== HOST) return age > strangersMs;
  return Number(pid) === process.pid || !isAlive(Number(pid)) || age > DAY_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

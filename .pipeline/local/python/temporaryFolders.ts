import { createHash, randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

const DAY_MS = 24 * 60 * 60 * 1000;
// Process ids are only meaningful on their own machine, and a cache may be mounted into several containers.
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
// In a container every run may have the same process id: only this distinguishes this run's names from leftovers.
const ownNames = new Set<string>();

/** Matches temporary names. */
export const TEMPORARY = /^\.tmp-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** The part of a temporary name that identifies its owner to later processes. */
export function ownedName(): string {
  const name = `${HOST}-${process.pid}-${randomBytes(4).toString("hex")}`;
  ownNames.add(name);
  return name;
}

/** A new path below `root` for something unfinished; it is not created. */
export function temporaryPath(root: string): string {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return join(root, `.tmp-${ownedName()}`);
}

/** Removes unfinished work of ended processes. What cannot be removed stays. */
export async function removeLeftovers(root: string): Promise<void> {
  const names = readdirSync(root).filter((name) => TEMPORARY.test(name));
  const leftovers = names.map((name) => join(root, name)).filter((path) => isLeftover(path, DAY_MS));
  await Promise.all(leftovers.map(discard));
}

/** Removes a folder; if that fails, it is left to a later run. */
export async function discard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
}

/** Moves a folder away atomically and removes it; it is moved back if it turns out to be wanted. */
export async function setAside(folder: string, isWanted: (aside: string) => Promise<boolean> = async () => false) {
  const aside = temporaryPath(dirname(folder));
  try {
    renameSync(folder, aside);
    if (await isWanted(aside)) renameSync(aside, folder);
  } catch {
    // Another process was faster; the caller looks again.
  }
  await discard(aside);
}

/** Whether the process named in the path has ended; for one on another machine, whether it has been inactive for that long. */
export function isLeftover(path: string, otherHostMs: number): boolean {
  const [, name = "", host, pid] = /\b(([0-9a-f]{8})-(\d+)-[0-9a-f]{8})(?:\.tmp)?$/.exec(path) ?? [];
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || ownNames.has(name)) return false;
  const age = Date.now() - stat.mtimeMs;
  if (host !== HOST) return age > otherHostMs;
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

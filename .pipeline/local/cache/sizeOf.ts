import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Bytes of all files below a path. A file of several names counts once per `seen`; what can't be read counts nothing. */
export function sizeOf(path: string, seen: Set<string> = new Set()): number {
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory()) return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), seen), 0);
    const id = `${stat.dev}:${stat.ino}`;
    if (stat.nlink > 1 && seen.has(id)) return 0;
    if (stat.nlink > 1) seen.add(id);
    return stat.size;
  } catch {
    return 0;
  }
}

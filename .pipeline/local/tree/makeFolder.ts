import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder with those above it, for a path that a user chose. Not by Node's `recursive`, which never ends where a
 * folder can't be made in one that is there, as in /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Another run may have made it.
    if (!existsSync(path)) throw error;
  }
}

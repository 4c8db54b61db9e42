import { rmSync } from "node:fs";
import { osPath } from "./pathName.ts";

/** Removes a temporary file as far as it goes: a failure to tidy up must not hide the one that led to it. */
export function discard(path: string): void {
  try {
    rmSync(osPath(path), { force: true });
  } catch {
    // It stays behind.
  }
}

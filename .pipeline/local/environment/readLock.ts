import { readFileSync } from "node:fs";
import { causeOf, DrydockError } from "../../src/errors.ts";

/** The text of a tool's lock file. */
export function readLock(tool: string, lockFile: string): string {
  try {
    return readFileSync(lockFile, "utf8");
  } catch (error) {
    const hint = "Add the file, or install Drydock again.";
    throw new DrydockError("broken", `The lock of ${tool} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

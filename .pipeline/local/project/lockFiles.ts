import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";

/** Where each tool's hash-locked requirements stand, and what they are. */
export interface LockFiles {
  readonly path: (tool: string) => string;
  /** sha256 hex of the lock file as it was when first asked for. */
  readonly digest: (tool: string) => string;
  /** Throws when the file is not what it was then: what was installed may be either. */
  readonly verify: (tool: string) => void;
}

/** The locks of a project: `<config>/requirements/<tool>.txt` where there is one, else the one Drydock ships. */
export function lockFiles(config: string, shipped: string): LockFiles {
  const path = (tool: string): string => {
    const own = join(config, "requirements", `${tool}.txt`);
    return existsSync(own) ? own : join(shipped, "requirements", `${tool}.txt`);
  };
  const known = new Map<string, string>();
  const read = (tool: string): string => {
    try {
      return createHash("sha256")
        .update(readFileSync(path(tool)))
        .digest("hex");
    } catch (error) {
      const hint = "Install Drydock again, or correct the file in the config folder's requirements.";
      throw new DrydockError("broken", `The lock of ${tool} can't be read: ${causeOf(error)}.`, hint, error);
    }
  };
  const digest = (tool: string): string => {
    const value = known.get(tool) ?? read(tool);
    known.set(tool, value);
    return value;
  };
  const verify = (tool: string): void => {
    if (read(tool) === digest(tool)) return;
    throw new DrydockError("broken", `The lock of ${tool} changed during the run.`, "Run again.");
  };
  return { path, digest, verify };
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";

/** The config files as they were when each was first asked for, so that the key and the tool see the same bytes. */
export interface ConfigFolder {
  readonly content: (name: string) => Buffer | undefined;
  /** sha256 hex; null when there is no such file. */
  readonly digest: (name: string) => string | null;
}

/** Reads config files by name. A missing one is undefined; one that can't be read is a DrydockError. */
export function configFolder(folder: string): ConfigFolder {
  const read = new Map<string, Buffer | undefined>();
  const content = (name: string): Buffer | undefined => {
    if (!read.has(name)) read.set(name, readIfThere(join(folder, name)));
    return read.get(name);
  };
  return {
    content,
    digest: (name) => {
      const bytes = content(name);
      return bytes === undefined ? null : createHash("sha256").update(bytes).digest("hex");
    },
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const hint = "Make it a file that you may read.";
    throw new DrydockError("broken", `The config file ${path} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

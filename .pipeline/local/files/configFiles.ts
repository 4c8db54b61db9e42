import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { type Lock, lockNotices, readLock } from "../../src/flow/lock.ts";
import { isThere, namesIn } from "./disk.ts";
import { codeOf } from "./failures.ts";

/** The config files as they were when first read, so that the cache key and the tool see the same bytes. */
export interface ConfigFolder {
  readonly content: (name: string) => Buffer | undefined;
  /** sha256 hex; null when there is no such file. */
  readonly digest: (name: string) => string | null;
}

/** Reads config files by name. Undefined for a missing one; throws a DrydockError for an unreadable one. */
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
    if (codeOf(error) === "ENOENT") return undefined;
    const hint = "Make it a readable file.";
    throw new DrydockError("broken", `The config file ${path} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

/** The hash-locked requirements of each tool, as they were when first read. */
export interface LockFiles {
  /** Throws `broken` for a lock that cannot be read or is invalid. */
  readonly lock: (tool: string) => Lock;
  /** sha256 hex of the parsed lock, or of the error if it is invalid. */
  readonly digest: (tool: string) => string;
  readonly notices: readonly string[];
}

type Read = { readonly lock: Lock } | { readonly error: unknown };

/** `<config>/requirements/<tool>.txt` if it exists, otherwise the lock that Drydock ships; for uv always the shipped one. */
export function lockFiles(config: string, shipped: string): LockFiles {
  const known = new Map<string, Read>();
  const read = (tool: string): Read => {
    const value = known.get(tool) ?? attempt(() => lockOf(tool, config, shipped));
    known.set(tool, value);
    return value;
  };
  return {
    lock: (tool) => {
      const found = read(tool);
      if ("error" in found) throw found.error;
      return found.lock;
    },
    digest: (tool) => {
      const found = read(tool);
      // Nothing is stored for an invalid lock; the check that needs it reports the error.
      const text = "error" in found ? `fault: ${causeOf(found.error)}` : found.lock.text;
      return createHash("sha256").update(text).digest("hex");
    },
    notices: lockNotices(namesIn(join(config, "requirements"))),
  };
}

function lockOf(tool: string, config: string, shipped: string): Lock {
  const name = join("requirements", `${tool}.txt`);
  const own = join(config, name);
  // A dangling link or an unreadable file counts too: silently using another version would be wrong.
  const file = tool !== "uv" && isThere(own) ? own : join(shipped, name);
  try {
    // Reading a pipe or a device might never end.
    if (!statSync(file).isFile()) throw new Error(`${file} is not a file`);
    return readLock(tool, file, readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    const hint = "Reinstall Drydock, or correct the file in the config folder's requirements.";
    throw new DrydockError("broken", `The lock of ${tool} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

function attempt(make: () => Lock): Read {
  try {
    return { lock: make() };
  } catch (error) {
    return { error };
  }
}

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { type Lock, lockNotices, readLock } from "../../src/flow/lock.ts";
import type { Step } from "../../src/model.ts";
import { isThere, namesIn } from "./disk.ts";
import { codeOf } from "./failures.ts";

/** A step's config, from the config folder or from the tree. */
export type StepConfig = NonNullable<Step["config"]>;

/** The config files, each as it was when first asked for, so that the key and the tool see the same bytes. */
export interface ConfigFiles {
  readonly content: (config: StepConfig) => Buffer | undefined;
  /** sha256 hex; null if there is no such file. */
  readonly digest: (config: StepConfig) => string | null;
}

/** Reads the configs of a project. A missing one is undefined; one that can't be read is a DrydockError. */
export function configFiles(folder: string | undefined, root: string): ConfigFiles {
  const read = new Map<string, Buffer | undefined>();
  const content = (config: StepConfig): Buffer | undefined => {
    const path = config.how === "given" ? join(folder ?? "", config.name) : join(root, config.path);
    if (!read.has(path)) read.set(path, readIfThere(path));
    return read.get(path);
  };
  return {
    content,
    digest: (config) => {
      const bytes = content(config);
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

/** `<config>/requirements/<tool>.txt` if there is one, otherwise the lock that Drydock ships; for uv always the shipped one. */
export function lockFiles(config: string | undefined, shipped: string): LockFiles {
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
    notices: config === undefined ? [] : lockNotices(namesIn(join(config, "requirements"))),
  };
}

function lockOf(tool: string, config: string | undefined, shipped: string): Lock {
  const name = join("requirements", `${tool}.txt`);
  const own = config === undefined ? undefined : join(config, name);
  // A dangling link or an unreadable file counts too: falling back to another version would hide the mistake.
  const file = tool !== "uv" && own !== undefined && isThere(own) ? own : join(shipped, name);
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

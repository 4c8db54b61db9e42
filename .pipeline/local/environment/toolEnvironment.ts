import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Interpreter } from "../python/interpreter.ts";
import { type Environment, environmentAt } from "./environment.ts";
import { installPackages } from "./installPackages.ts";
import { ENVIRONMENT_VERSION } from "./manifest.ts";
import { readLock } from "./readLock.ts";
import { shareEnvironment } from "./shareEnvironment.ts";
import { RESOLUTION, uvVariables } from "./uvVariables.ts";

export type { Environment };

export interface ToolEnvironmentKey {
  readonly tool: string;
  /** Hash-locked requirements, an absolute path. */
  readonly lockFile: string;
  readonly interpreter: Interpreter;
  /** Folder of all environments. */
  readonly root: string;
}

export interface ToolEnvironmentRequest extends ToolEnvironmentKey {
  /** The user's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of uv; called only when something is to be installed. */
  readonly uv: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
}

/** The environment of a pinned tool; made, or made again when it is unhealthy. Checked by stats when it is there. */
export async function toolEnvironment(request: ToolEnvironmentRequest): Promise<Environment> {
  const { tool, lockFile, interpreter, root, signal } = request;
  const title = `the environment of ${tool}`;
  const environment = environmentOf(request);
  const install = async (folder: string) =>
    installPackages(folder, {
      uv: await request.uv(),
      interpreter,
      requirements: lockFile,
      cwd: root,
      // Bytecode: it makes each start of Pylint a third faster where the tools may not write it themselves.
      options: ["--require-hashes", "--compile-bytecode"],
      env: uvVariables(request.env, RESOLUTION),
      title,
      hint: `Check ${lockFile}; "make lock" renews the locks.`,
      signal,
    });
  await shareEnvironment({
    root,
    folder: environment.folder,
    purpose: tool,
    python: interpreter.version,
    title,
    signal,
    fill: install,
    onPreparing: request.onPreparing,
  });
  return environment;
}

/** Where the environment stands or would stand; reads the lock file and nothing else. */
export function environmentPath(key: ToolEnvironmentKey): string {
  return environmentOf(key).folder;
}

function environmentOf({ tool, lockFile, interpreter, root }: ToolEnvironmentKey): Environment {
  const { version, path } = interpreter;
  const parts = [ENVIRONMENT_VERSION, readLock(tool, lockFile), version, path, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return environmentAt(join(root, `${tool}-${digest.slice(0, 16)}`), digest, interpreter);
}

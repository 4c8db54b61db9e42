import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lock } from "../../src/lock.ts";
import type { Interpreter } from "../python/interpreter.ts";
import { type Environment, environmentAt } from "./environment.ts";
import { installPackages } from "./installPackages.ts";
import { ENVIRONMENT_VERSION } from "./manifest.ts";
import { shareEnvironment } from "./shareEnvironment.ts";
import { withUvSettings } from "./uvSettings.ts";
import { toolVariables } from "./uvVariables.ts";

export type { Environment };

export interface ToolEnvironmentKey {
  readonly lock: Lock;
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
  const { lock, interpreter, root, signal } = request;
  const { tool } = lock;
  const title = `the environment of ${tool}`;
  const environment = environmentOf(request);
  const install = (folder: string) =>
    withUvSettings(root, request.env, async (aside, configFile) => {
      const requirements = join(aside, "requirements.txt");
      writeFileSync(requirements, lock.text);
      await installPackages(folder, {
        uv: await request.uv(),
        interpreter,
        requirements,
        cwd: root,
        // A source package would run its own code to be built. Bytecode: it makes each start of Pylint a third faster
        // where the tools may not write it themselves.
        options: ["--require-hashes", "--only-binary", ":all:", "--compile-bytecode"],
        env: { ...toolVariables(request.env, root), UV_CONFIG_FILE: configFile },
        title,
        hint: `Check the lock of ${tool}.`,
        signal,
      });
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

/** Where the environment stands or would stand. */
export function environmentPath(key: ToolEnvironmentKey): string {
  return environmentOf(key).folder;
}

function environmentOf({ lock, interpreter, root }: ToolEnvironmentKey): Environment {
  const { version, path } = interpreter;
  const parts = [ENVIRONMENT_VERSION, lock.text, version, path, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return environmentAt(join(root, `${lock.tool}-${digest.slice(0, 16)}`), digest, interpreter);
}

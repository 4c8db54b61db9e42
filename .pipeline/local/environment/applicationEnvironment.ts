import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Interpreter } from "../python/interpreter.ts";
import { applicationDigest } from "./applicationDigest.ts";
import { type Environment, environmentAt } from "./environment.ts";
import { installPackages } from "./installPackages.ts";
import { ENVIRONMENT_VERSION } from "./manifest.ts";
import { shareEnvironment } from "./shareEnvironment.ts";
import { uvVariables } from "./uvVariables.ts";

export interface ApplicationEnvironmentRequest {
  /** The application's requirements file, an absolute path. */
  readonly requirements: string;
  readonly interpreter: Interpreter;
  /** Folder of all environments. */
  readonly root: string;
  /** The user's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of uv; called only when something is to be installed. */
  readonly uv: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
}

/**
 * The environment of the application's own dependencies, apart from the tools'. It is made again when a requirements
 * file, a constraint, or a local project that is named there changes.
 */
export async function applicationEnvironment(request: ApplicationEnvironmentRequest): Promise<Environment> {
  const { requirements, interpreter, root, env, uv, signal, onPreparing } = request;
  const title = `the environment of the application (${requirements})`;
  const files = await applicationDigest(requirements, env, signal);
  const { version, path } = interpreter;
  const parts = [ENVIRONMENT_VERSION, files.environment, version, path, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const environment = environmentAt(join(root, `application-${digest.slice(0, 16)}`), digest, interpreter);
  const options = [
    ...(files.hashed ? ["--require-hashes"] : []),
    // uv takes a local project for unchanged while its pyproject.toml is.
    ...(files.local ? ["--refresh"] : []),
  ];
  const install = async (folder: string) =>
    installPackages(folder, {
      uv: await uv(),
      interpreter,
      requirements,
      cwd: dirname(requirements),
      options,
      env: uvVariables(env, root),
      title,
      hint: `Check ${requirements}.`,
      signal,
    });
  const { folder } = environment;
  await shareEnvironment({
    root,
    folder,
    purpose: "application",
    python: version,
    title,
    signal,
    fill: install,
    onPreparing,
  });
  return environment;
}

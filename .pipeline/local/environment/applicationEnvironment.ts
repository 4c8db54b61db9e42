import { createHash } from "node:crypto";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { DrydockError, isDrydockError } from "../../src/errors.ts";
import type { Interpreter } from "../python/interpreter.ts";
import { type Copy, copyForBuild, copyIn, copySources, madeByBuilds, withUsersPaths } from "./copyApplication.ts";
import { type Environment, environmentAt } from "./environment.ts";
import { GIT_VARIABLES } from "./gitFolder.ts";
import { installPackages } from "./installPackages.ts";
import { ENVIRONMENT_VERSION } from "./manifest.ts";
import { localOrigins, originsNow, readOrigins, writeOrigins } from "./origins.ts";
import type { Application } from "./readApplication.ts";
import { shareEnvironment } from "./shareEnvironment.ts";
import { discard, temporaryPath } from "./temporaryFolders.ts";
import { uvVariables } from "./uvVariables.ts";

export interface ApplicationEnvironmentRequest {
  readonly application: Application;
  readonly interpreter: Interpreter;
  /** Folder of all environments. */
  readonly root: string;
  /** A folder that only this run uses; what was built from local projects stands there. Asked for only when there are some. */
  readonly home: () => string;
  /** The user's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of uv; called only when something is to be installed. */
  readonly uv: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
}

/**
 * The environment of the application's own dependencies, apart from the tools'. It is made again when a requirements
 * file, a constraint, or a local project that is named there changes. Local projects are built from a copy; one with
 * editable ones stands beside that copy, which is brought up to date each time.
 */
export async function applicationEnvironment(request: ApplicationEnvironmentRequest): Promise<Environment> {
  const { application, interpreter, signal } = request;
  const { version, path } = interpreter;
  const title = `the environment of the application (${application.requirements})`;
  const parts = [ENVIRONMENT_VERSION, application.environment, version, path, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const root = application.editable ? request.home() : request.root;
  const environment = environmentAt(join(root, `application-${digest.slice(0, 16)}`), digest, interpreter);
  const { folder } = environment;
  const copy = application.sources.entries.size > 0 ? copyIn(request.home()) : undefined;
  if (existsSync(folder) && !(await isCurrent(folder, application, copy, signal))) await setAside(folder, root);
  await shareEnvironment({
    root,
    folder,
    purpose: "application",
    python: version,
    title,
    signal,
    fill: (empty) => install(empty, copy, title, request),
    onPreparing: request.onPreparing,
  });
  const origins = readOrigins(folder);
  return {
    ...environment,
    ...(copy === undefined || !application.editable ? {} : { copies: copy.sources }),
    beyond: Object.keys(origins?.beyond ?? {}),
  };
}

/** Also brings the copy up to date that editable projects are seen in. */
async function isCurrent(folder: string, application: Application, copy: Copy | undefined, signal: AbortSignal) {
  const origins = readOrigins(folder);
  if (origins === undefined || (await originsNow(origins, signal)) !== JSON.stringify(origins.beyond)) return false;
  if (copy === undefined || !application.editable) return true;
  return (await copySources(application, copy, new Map(origins.made), signal)) === null;
}

async function install(
  folder: string,
  copy: Copy | undefined,
  title: string,
  request: ApplicationEnvironmentRequest,
): Promise<void> {
  const { application, interpreter, signal } = request;
  const cwd = dirname(application.requirements);
  const own = Object.entries(request.env).filter(([name]) => !GIT_VARIABLES.includes(name));
  const env = uvVariables(Object.fromEntries(own), request.root);
  if (copy !== undefined) await makeCopy(application, copy, request.home(), signal);
  try {
    const requirements =
      copy === undefined ? application.requirements : await copyForBuild(application, copy, env, signal);
    await installPackages(folder, {
      uv: await request.uv(),
      interpreter,
      requirements,
      cwd,
      options: [
        ...(application.hashed ? ["--require-hashes"] : []),
        // uv takes a local project or archive for unchanged while its pyproject.toml or its time is.
        ...(copy === undefined && application.archives.length === 0 ? [] : ["--refresh"]),
      ],
      // What projects of PDM name in relation to the folder that uv runs in.
      env: copy === undefined ? env : { PROJECT_ROOT: `${copy.sources}${cwd}`, ...env },
      title,
      hint: `Check ${application.requirements}.${copy === undefined ? "" : COPIED}`,
      signal,
    });
    const made = copy !== undefined && application.editable ? await madeByBuilds(application, copy, signal) : [];
    const { site } = environmentAt(folder, "", interpreter);
    writeOrigins(folder, { made, beyond: await localOrigins(site, application, copy, signal) });
  } catch (error) {
    if (copy === undefined || !isDrydockError(error)) throw error;
    throw new DrydockError(error.kind, withUsersPaths(error.message, application, copy), error.hint, error.cause);
  } finally {
    if (copy !== undefined) await discard(copy.files);
    if (copy !== undefined && !application.editable) await discard(copy.sources);
  }
}

const COPIED =
  " Local projects are built from a copy of their folders, with the texts and settings of the folders above them: what else a build reads must lie in the project.";

/** Of another environment whose links lead into the copy nothing is left before the copy becomes another. */
async function makeCopy(application: Application, copy: Copy, home: string, signal: AbortSignal): Promise<void> {
  for (const name of readdirSync(home).filter((one) => /^application-[0-9a-f]{16}$/.test(one))) {
    await setAside(join(home, name), home);
  }
  const changed = await copySources(application, copy, new Map(), signal);
  if (changed === null) return;
  throw new DrydockError("broken", `/${changed} changed while it was copied.`, "Run again once nothing writes to it.");
}

async function setAside(folder: string, root: string): Promise<void> {
  const aside = temporaryPath(root);
  try {
    renameSync(folder, aside);
  } catch {
    // Another process was quicker.
  }
  await discard(aside);
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DrydockError, isDrydockError } from "../../src/errors.ts";
import { partWords } from "../../src/flow/requirementsChoice.ts";
import { isWithin, realPath } from "../files/paths.ts";
import type { TreeEntry } from "../files/readTree.ts";
import { type Application, describesProject, digestOfPlace } from "./application.ts";
import {
  type Copy,
  copyForBuild,
  copyIn,
  copySources,
  GIT_VARIABLES,
  madeByBuilds,
  withUsersPaths,
} from "./applicationCopy.ts";
import {
  type Environment,
  type EnvironmentContext,
  environmentAt,
  environmentFor,
  shareEnvironment,
} from "./environment.ts";
import { withExportedLock } from "./exportLock.ts";
import { installPackages } from "./install.ts";
import { discard, setAside, temporaryPath } from "./temporaryFolders.ts";
import { uvVariables } from "./uvSettings.ts";

export interface ApplicationEnvironmentRequest extends EnvironmentContext {
  readonly application: Application;
  /** A folder that only this run uses, for what is built from local projects. Called only if there are any. */
  readonly home: () => string;
}

/**
 * The environment of the application's own dependencies, separate from the tools'. It is recreated when a requirements file,
 * a constraint or a referenced local project changes. Local projects are built from a copy; an environment with editable
 * projects is kept next to that copy, which is updated each time.
 */
export async function applicationEnvironment(request: ApplicationEnvironmentRequest): Promise<Environment> {
  const { application, interpreter, signal } = request;
  const title = `the environment of the application (${application.requirements})`;
  const purpose = "application";
  const root = application.editable ? request.home() : request.root;
  const environment = environmentFor(purpose, application.environment, { root, interpreter });
  const { folder } = environment;
  const copy = application.sources.entries.size > 0 ? copyIn(request.home()) : undefined;
  if (existsSync(folder) && !(await isCurrent(folder, application, copy, signal))) await setAside(folder);
  const fill = (empty: string) => install(empty, copy, title, request);
  await shareEnvironment({ folder, purpose, python: interpreter.version, title, fill }, { ...request, root });
  const origins = readOrigins(folder);
  return {
    ...environment,
    ...(copy === undefined || !application.editable ? {} : { copies: copy.sources }),
    beyond: Object.keys(origins?.beyond ?? {}),
  };
}

/** Also updates the copy that editable projects are imported from. */
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
  const { interpreter, signal } = request;
  const cwd = dirname(request.application.requirements);
  const own = Object.entries(request.env).filter(([name]) => !GIT_VARIABLES.includes(name));
  const env = uvVariables(Object.fromEntries(own), request.root);
  const uv = await request.uv();
  const isLock = basename(request.application.requirements) === "uv.lock";
  const application = isLock
    ? await withExportedLock(request.application, { uv, python: interpreter.path, env, signal })
    : request.application;
  if (copy !== undefined) await makeCopy(application, copy, request.home(), signal);
  const aside = temporaryPath(request.root);
  try {
    const requirements =
      copy === undefined ? placeAside(application, aside) : await copyForBuild(application, copy, env, signal);
    await installPackages(folder, {
      uv,
      interpreter,
      requirements: isLock || isRequired(application) ? requirements : undefined,
      cwd,
      options: [
        ...(isLock ? [] : partWords(application, requirements)),
        ...(application.hashed ? ["--require-hashes"] : []),
        // uv considers a local project or archive unchanged as long as its pyproject.toml or mtime is.
        ...(copy === undefined && application.archives.length === 0 ? [] : ["--refresh"]),
      ],
      // Used by PDM projects; relative to the folder that uv runs in.
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
    await discard(aside);
    if (copy !== undefined) await discard(copy.files);
    if (copy !== undefined && !application.editable) await discard(copy.sources);
  }
}

/** The requirements file itself, or a private file with the lines exported from uv.lock, which may contain passwords. */
function placeAside({ requirements, files }: Application, aside: string): string {
  const lines = basename(requirements) === "uv.lock" ? files.get(requirements) : undefined;
  if (lines === undefined) return requirements;
  const file = join(aside, "requirements.txt");
  mkdirSync(aside, { mode: 0o700 });
  writeFileSync(file, lines.map(({ text }) => `${text.join("")}\n`).join(""), { mode: 0o600 });
  return file;
}

/** A pyproject.toml without a project has only groups to install. */
function isRequired({ requirements, groups }: Application): boolean {
  return groups.length === 0 || basename(requirements) !== "pyproject.toml" || describesProject(requirements);
}

const COPIED =
  " Local projects are built from a copy of their folders, with the text and settings files of their parent folders. Anything else that a build reads must be inside the project.";

/** Removes other environments that link into the copy, before the copy changes. */
async function makeCopy(application: Application, copy: Copy, home: string, signal: AbortSignal): Promise<void> {
  for (const name of readdirSync(home).filter((one) => /^application-[0-9a-f]{16}$/.test(one))) {
    await setAside(join(home, name));
  }
  const changed = await copySources(application, copy, new Map(), signal);
  if (changed === null) return;
  throw new DrydockError("broken", `/${changed} changed while it was copied.`, "Run again when nothing writes to it.");
}

/** What an application's environment depends on besides the requirements. */
interface Origins {
  /** What builds left in the copies of editable projects. */
  readonly made: readonly (readonly [string, TreeEntry])[];
  /** The user's files that only a package refers to, such as a wheel required by a wheel, with their digests. */
  readonly beyond: Readonly<Record<string, string>>;
}

const FILE = "drydock-origins.json";

function writeOrigins(environment: string, origins: Origins): void {
  writeFileSync(join(environment, FILE), JSON.stringify(origins));
}

/** Undefined if it cannot be read: then the environment is recreated. */
function readOrigins(environment: string): Origins | undefined {
  try {
    return JSON.parse(readFileSync(join(environment, FILE), "utf8"));
  } catch {
    return undefined;
  }
}

/** The same files with the digests that they have now, as JSON. */
async function originsNow({ beyond }: Origins, signal: AbortSignal): Promise<string> {
  return JSON.stringify(await digests(Object.keys(beyond), signal));
}

/**
 * What the packages were installed from according to the installer, except what the requirements refer to. If it is a copy
 * of the user's project, the record is changed to refer to the project.
 */
async function localOrigins(
  site: string,
  { archives }: Application,
  copy: Copy | undefined,
  signal: AbortSignal,
): Promise<Origins["beyond"]> {
  const beyond: string[] = [];
  for (const name of readdirSync(site).filter((one) => one.endsWith(".dist-info"))) {
    const file = join(site, name, "direct_url.json");
    const { url, dir_info } = readUrl(file);
    const path = pathOf(url);
    if (path === undefined) continue;
    const inCopy = copy !== undefined && isWithin(path, copy.sources);
    if (inCopy && dir_info?.editable !== true) {
      const own = path.slice(copy.sources.length);
      writeFileSync(file, JSON.stringify({ url: pathToFileURL(own).href, dir_info: dir_info ?? {} }));
    }
    if (!inCopy && !archives.includes(path)) beyond.push(path);
  }
  return digests(beyond.sort(), signal);
}

async function digests(paths: readonly string[], signal: AbortSignal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = await digestOfPlace(path, signal).catch(() => "");
  return found;
}

function readUrl(file: string): { readonly url?: string; readonly dir_info?: { readonly editable?: boolean } } {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function pathOf(url: string | undefined): string | undefined {
  try {
    return url?.startsWith("file:") ? realPath(fileURLToPath(url)) : undefined;
  } catch {
    return undefined;
  }
}

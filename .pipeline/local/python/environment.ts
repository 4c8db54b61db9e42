import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { Env, Interpreter } from "./interpreter.ts";
import { discard, removeLeftovers, setAside, temporaryPath } from "./temporaryFolders.ts";

/** A virtual environment, by absolute paths. */
export interface Environment {
  /** sha256 hex of everything that went into it. */
  readonly digest: string;
  readonly folder: string;
  /** Its interpreter. */
  readonly python: string;
  /** Folder of its programs. */
  readonly bin: string;
  /** Its site-packages. */
  readonly site: string;
  /** The folder that contains copies of the user's projects under their absolute paths; packages may link there. */
  readonly copies?: string;
  /** The user's files that only a package refers to: no cache key covers them. */
  readonly beyond?: readonly string[];
}

/** What creating any environment needs. */
export interface EnvironmentContext {
  readonly interpreter: Interpreter;
  /** Folder of all environments. */
  readonly root: string;
  /** The user's environment variables. */
  readonly env: Env;
  /** Path of uv; called only if something must be installed. */
  readonly uv: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
}

/** An environment to be found or created. */
interface EnvironmentSpec {
  /** Final path, directly below the folder of all environments; its name contains a digest of its inputs. */
  readonly folder: string;
  /** A tool's name, `application` or `uv`. */
  readonly purpose: string;
  /** Full version of the Python it is created with; empty if it needs none. */
  readonly python: string;
  /** For messages: `the environment of pylint`. */
  readonly title: string;
  /** Fills a new empty folder; may throw at any moment. */
  readonly fill: (folder: string) => Promise<void>;
}

/** The contents of an environment; written last, so that a folder with a manifest is complete. */
interface Manifest {
  readonly version: number;
  readonly purpose: string;
  readonly python: string;
  /** Path relative to the environment → bytes. Without links, and without bytecode, which Python regenerates. */
  readonly files: Readonly<Record<string, number>>;
}

/** Increase it when environments are created differently; older ones are then recreated. */
export const ENVIRONMENT_VERSION = 2;

const MANIFEST_FILE = "drydock-environment.json";

/** The environment with this content, whether it exists yet or not. */
export function environmentFor(
  purpose: string,
  content: string,
  { root, interpreter }: Pick<EnvironmentContext, "root" | "interpreter">,
): Environment {
  const { version, path } = interpreter;
  const parts = [ENVIRONMENT_VERSION, content, version, path, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return environmentAt(join(root, `${purpose}-${digest.slice(0, 16)}`), digest, interpreter);
}

/** The environment in a folder. */
export function environmentAt(folder: string, digest: string, { version }: Interpreter): Environment {
  const bin = join(folder, "bin");
  const minor = version.split(".").slice(0, 2).join(".");
  const site = join(folder, "lib", `python${minor}`, "site-packages");
  return { digest, folder, python: join(bin, "python"), bin, site };
}

/**
 * A sentence that says what is wrong with an environment, or undefined. Uses only stats: about 10 ms for mypy's 1500
 * files.
 */
export async function environmentHealth(folder: string): Promise<string | undefined> {
  const manifest = readManifest(folder);
  if (typeof manifest === "string") return manifest;
  if (manifest.python !== "" && sizeOf(join(folder, "bin", "python")) === undefined) {
    return `the Python ${manifest.python} that it was created with is gone`;
  }
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const now = sizeOf(`${folder}/${path}`);
    if (now === undefined) return `its file ${path} is missing`;
    if (now !== bytes) return `its file ${path} has ${now} bytes instead of ${bytes}`;
  }
  return undefined;
}

/** The manifest, or a sentence that says why there is no usable one. */
function readManifest(folder: string): Manifest | string {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST_FILE), "utf8");
  } catch (error) {
    return `its manifest cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.version !== ENVIRONMENT_VERSION) return "it was created by another version of Drydock";
    if (Object.keys(manifest.files).length > 0) return manifest;
  } catch {
    // Reported below.
  }
  return "its manifest is damaged";
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

/**
 * Ensures a healthy environment under its final name. It appears there by an atomic rename, so processes need no lock: if
 * two create the same one, the second to finish uses that of the first.
 */
export async function shareEnvironment(
  wanted: EnvironmentSpec,
  { root, signal, onPreparing }: Pick<EnvironmentContext, "root" | "signal" | "onPreparing">,
): Promise<void> {
  const { folder, purpose, python, title } = wanted;
  signal.throwIfAborted();
  const trouble = await environmentHealth(folder);
  if (trouble === undefined) {
    markUsed(folder);
    return;
  }
  onPreparing?.(existsSync(folder) ? `recreating ${title}: ${trouble}` : `creating ${title}`);
  const fresh = newFolder(root, title);
  try {
    await removeLeftovers(root);
    await wanted.fill(fresh);
    signal.throwIfAborted();
    const manifest: Manifest = { version: ENVIRONMENT_VERSION, purpose, python, files: filesOf(fresh) };
    writeFileSync(join(fresh, MANIFEST_FILE), JSON.stringify(manifest));
    await putInPlace(fresh, folder);
  } finally {
    await discard(fresh);
  }
}

function filesOf(folder: string): Record<string, number> {
  const files: Record<string, number> = {};
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== "__pycache__") open.push(path);
      if (entry.isFile() && !entry.name.endsWith(".pyc")) files[path] = statSync(join(folder, path)).size;
    }
  }
  return files;
}

async function putInPlace(fresh: string, folder: string): Promise<void> {
  const isHealthy = async (at: string) => (await environmentHealth(at)) === undefined;
  for (let attempt = 1; attempt <= 5; attempt++) {
    try {
      return renameSync(fresh, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
    if (await isHealthy(folder)) return;
    // A healthy one that another process has just put there is restored.
    await setAside(folder, isHealthy);
  }
  throw new DrydockError("broken", `The damaged environment ${folder} can't be replaced.`, "Remove that folder.");
}

function newFolder(root: string, title: string): string {
  try {
    const folder = temporaryPath(root);
    mkdirSync(folder);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${title} cannot be created in ${root} (${code}).`;
    throw new DrydockError("broken", message, "Name another cache folder with DRYDOCK_CACHE.", error);
  }
}

/** Pruning is based on the folder's mtime. */
function markUsed(folder: string): void {
  try {
    const now = new Date();
    utimesSync(folder, now, now);
  } catch {
    // A cache that has become read-only is not pruned either.
  }
}

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
  /** The folder below which copies of the user's own projects stand by their absolute paths; packages may be links there. */
  readonly copies?: string;
  /** Files of the user's that only a package names: no key has them. */
  readonly beyond?: readonly string[];
}

/** What making an environment needs, whatever goes into it. */
export interface EnvironmentContext {
  readonly interpreter: Interpreter;
  /** Folder of all environments. */
  readonly root: string;
  /** The user's environment variables. */
  readonly env: Env;
  /** Path of uv; called only when something is to be installed. */
  readonly uv: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
}

/** An environment to be found or made. */
interface Wanted {
  /** Final path, right below the folder of all environments; its name tells everything that went into it. */
  readonly folder: string;
  /** A tool's name, `application` or `uv`. */
  readonly purpose: string;
  /** Full version of the Python it is made with; empty when it needs none. */
  readonly python: string;
  /** For people: `the environment of pylint`. */
  readonly title: string;
  /** Fills a new empty folder; may throw at any moment. */
  readonly fill: (folder: string) => Promise<void>;
}

/** What stands in an environment; written last, so that a folder with it is complete. */
interface Manifest {
  readonly version: number;
  readonly purpose: string;
  readonly python: string;
  /** Path relative to the environment → bytes. No links, and no bytecode, which Python renews by itself. */
  readonly files: Readonly<Record<string, number>>;
}

/** Raise it when environments are made in another way; older ones are then made again. */
export const ENVIRONMENT_VERSION = 2;

const MARKER = "drydock-environment.json";

/** The environment of that content, where it stands or would stand. */
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

/** The environment that stands in a folder. */
export function environmentAt(folder: string, digest: string, { version }: Interpreter): Environment {
  const bin = join(folder, "bin");
  const minor = version.split(".").slice(0, 2).join(".");
  const site = join(folder, "lib", `python${minor}`, "site-packages");
  return { digest, folder, python: join(bin, "python"), bin, site };
}

/**
 * The sentence that says what is wrong with an environment, or undefined when nothing is. By stats alone: some 10 ms
 * for the 1500 files of mypy.
 */
export async function environmentHealth(folder: string): Promise<string | undefined> {
  const manifest = readManifest(folder);
  if (typeof manifest === "string") return manifest;
  if (manifest.python !== "" && sizeOf(join(folder, "bin", "python")) === undefined) {
    return `the Python ${manifest.python} that it was made with is gone`;
  }
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const now = sizeOf(`${folder}/${path}`);
    if (now === undefined) return `its file ${path} is missing`;
    if (now !== bytes) return `its file ${path} has ${now} bytes instead of ${bytes}`;
  }
  return undefined;
}

/** The manifest, or the sentence that says why there is none to go by. */
function readManifest(folder: string): Manifest | string {
  let text: string;
  try {
    text = readFileSync(join(folder, MARKER), "utf8");
  } catch (error) {
    return `its marker file can't be read (${(error as NodeJS.ErrnoException).code})`;
  }
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.version !== ENVIRONMENT_VERSION) return "it was made by another version of Drydock";
    if (Object.keys(manifest.files).length > 0) return manifest;
  } catch {
    // Said below.
  }
  return "its marker file is damaged";
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

/**
 * Makes sure of a healthy environment under its final name. It appears there by a rename, whole or not at all, so
 * processes need no lock: of two that make the same one, the second to end uses that of the first.
 */
export async function shareEnvironment(
  wanted: Wanted,
  { root, signal, onPreparing }: Pick<EnvironmentContext, "root" | "signal" | "onPreparing">,
): Promise<void> {
  const { folder, purpose, python, title } = wanted;
  signal.throwIfAborted();
  const trouble = await environmentHealth(folder);
  if (trouble === undefined) {
    markUsed(folder);
    return;
  }
  onPreparing?.(existsSync(folder) ? `making ${title} again: ${trouble}` : `making ${title}`);
  const fresh = newFolder(root, title);
  try {
    await removeLeftovers(root);
    await wanted.fill(fresh);
    signal.throwIfAborted();
    const manifest: Manifest = { version: ENVIRONMENT_VERSION, purpose, python, files: filesOf(fresh) };
    writeFileSync(join(fresh, MARKER), JSON.stringify(manifest));
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
    // A healthy one, put there by another process just now, goes back.
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
    const message = `${title} can't be made in ${root} (${code}).`;
    throw new DrydockError("broken", message, "Name another cache folder with DRYDOCK_CACHE.", error);
  }
}

/** Pruning goes by the folder's time. */
function markUsed(folder: string): void {
  try {
    const now = new Date();
    utimesSync(folder, now, now);
  } catch {
    // A cache that has become read-only is not pruned either.
  }
}

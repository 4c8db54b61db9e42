import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { makeFolder } from "../files/disk.ts";
import { codeOf } from "../files/failures.ts";
import { patternsFor } from "../files/ignoreMatcher.ts";
import { temporaryPath } from "../python/temporaryFolders.ts";
import { cacheState, isCache, isTagged, mark } from "./cacheContents.ts";

export interface CacheFolder {
  readonly folder: string;
  /** The permanent folder that was asked for; it may still contain environments. */
  readonly permanent: string;
  /** Why `folder` is a temporary one, removed after this run; undefined for the permanent one. */
  readonly problem?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const TEMPORARY_PREFIX = "drydock-temporary-";

/**
 * Where the cache is: `$DRYDOCK_CACHE`, otherwise `drydock` in `$XDG_CACHE_HOME`, otherwise in `~/.cache`. In a folder that
 * contains other things it is a subfolder, so that they are never taken for the cache's. Creates nothing.
 */
export function cacheFolderPath(env: Env): string {
  const path = env.DRYDOCK_CACHE ? resolve(env.DRYDOCK_CACHE) : join(cacheHome(env), "drydock");
  if (cacheState(path) !== "foreign") return path;
  const subfolder = join(path, "drydock");
  if (cacheState(subfolder) !== "foreign") return subfolder;
  throw new DrydockError(
    "misuse",
    `The cache cannot be in ${path}: that folder contains other files, and so does its subfolder drydock.`,
    "Name a new or an empty folder with DRYDOCK_CACHE.",
  );
}

/** The cache folder, created, marked and tested for writing; if that fails, a temporary folder and the reason. */
export function cacheFolder(path: string): CacheFolder {
  try {
    makeFolder(path, 0o700);
    requireOwn(path);
    mark(path);
    const probe = temporaryPath(path);
    writeFileSync(probe, "drydock");
    rmSync(probe);
    return { folder: path, permanent: path };
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    return {
      folder: temporaryFolder(),
      permanent: path,
      problem: failureReason(path, error),
    };
  }
}

/**
 * Rejects a cache folder that other users can write to: it contains programs that the next run starts. A folder of root is
 * accepted, since root can do anything anyway. The user's own folder is also closed to readers.
 */
export function requireOwn(path: string): void {
  const stat = statSync(path);
  // If it is not a folder, the first attempt to use it will fail with the reason.
  if (!stat.isDirectory()) return;
  const { uid, mode } = stat;
  const me = process.getuid?.() ?? uid;
  const quoted = `'${path.replaceAll("'", "'\\''")}'`;
  if (uid !== me && uid !== 0) {
    throw new DrydockError(
      "misuse",
      `The cache folder ${path} belongs to another user (uid ${uid}; you are ${me}), who could change the programs in it.`,
      `Name a folder of your own with DRYDOCK_CACHE. Or, if you trust what is in it, make it yours: chown -R ${me} ${quoted}`,
    );
  }
  if ((mode & 0o022) !== 0) {
    const octal = (mode & 0o777).toString(8);
    throw new DrydockError(
      "misuse",
      `The cache folder ${path} is writable by other users (its mode is ${octal}), who could change the programs in it.`,
      `Name a folder of your own with DRYDOCK_CACHE. Or, if you trust what is in it, close it: chmod 700 ${quoted}`,
    );
  }
  if (uid === me && (mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}

/** What is in a source folder but not part of it, as patterns: Drydock's cache, uv's cache, and temporary folders. */
export function cachePatterns(source: string, env: Env): readonly string[] {
  const root = realpathSync(source);
  const own = cacheFolderPath(env);
  const uv = env.UV_CACHE_DIR ? resolve(env.UV_CACHE_DIR) : join(cacheHome(env), "uv");
  // Checked by content, not only by name: a package may have the same name.
  const found = [...(isCache(own) ? [own] : []), ...(isTagged(uv) ? [uv] : [])];
  return [
    ...found.flatMap((path) => patternsFor(root, path)),
    ...patternsFor(root, join(tmpdir(), TEMPORARY_PREFIX)).map((pattern) => `${pattern}??????`),
  ];
}

/** The XDG specification says that a relative path is ignored. */
function cacheHome(env: Env): string {
  const home = env.XDG_CACHE_HOME;
  return home && isAbsolute(home) ? home : join(homeFolder(env), ".cache");
}

/** On a read-only disk Node reports ENOENT for a folder that it cannot create; the nearest existing folder tells more. */
function failureReason(path: string, failure: unknown): string {
  const code = codeOf(failure);
  if (code !== "ENOENT") return code || causeOf(failure);
  let above = path;
  while (!existsSync(above)) above = dirname(above);
  try {
    accessSync(above, constants.W_OK);
    return code;
  } catch (error) {
    return codeOf(error) || code;
  }
}

/** A folder that is removed when this process ends. */
export function temporaryFolder(): string {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), TEMPORARY_PREFIX));
  } catch (error) {
    const message = `Cannot create a temporary folder in ${tmpdir()}: ${causeOf(error)}.`;
    throw new DrydockError("broken", message, "Set TMPDIR to a writable folder.", error);
  }
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The user's home; `/`, as in Docker, for a user without HOME and without an entry in the user database. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>, lookUp = homedir): string {
  if (env.HOME) return env.HOME;
  try {
    return lookUp();
  } catch {
    return "/";
  }
}

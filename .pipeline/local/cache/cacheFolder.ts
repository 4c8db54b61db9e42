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
import { isCache, isTagged, mark, standing } from "./cacheContents.ts";

export interface CacheFolder {
  readonly folder: string;
  /** The one that was wanted, which may still hold environments. */
  readonly lasting: string;
  /** Why `folder` is a temporary one that goes with this run; undefined for the lasting one. */
  readonly trouble?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const TEMPORARY_PREFIX = "drydock-temporary-";

/**
 * Where the cache is: `$DRYDOCK_CACHE`, else `drydock` in `$XDG_CACHE_HOME`, else in `~/.cache`. In a folder that holds
 * other things it is a subfolder, so that nothing else is ever taken for the cache's. Makes nothing.
 */
export function cacheFolderPath(env: Env): string {
  const path = env.DRYDOCK_CACHE ? resolve(env.DRYDOCK_CACHE) : join(caches(env), "drydock");
  if (standing(path) !== "foreign") return path;
  const below = join(path, "drydock");
  if (standing(below) !== "foreign") return below;
  throw new DrydockError(
    "misuse",
    `The cache can't be in ${path}: that folder holds other things, and so does its subfolder drydock.`,
    "Name a new or an empty folder with DRYDOCK_CACHE.",
  );
}

/** The cache folder, made, marked and proven writable; where it can't be, a temporary folder and the reason. */
export function cacheFolder(path: string): CacheFolder {
  try {
    makeFolder(path, 0o700);
    requireOwn(path);
    mark(path);
    const probe = temporaryPath(path);
    writeFileSync(probe, "drydock");
    rmSync(probe);
    return { folder: path, lasting: path };
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    return {
      folder: temporaryFolder(),
      lasting: path,
      trouble: troubleWith(path, error),
    };
  }
}

/**
 * Refuses a cache folder that others may write to: it holds programs that the next run starts. The administrator's is
 * good enough, since he can do what he likes anyway. One's own is closed to readers too.
 */
export function requireOwn(path: string): void {
  const stat = statSync(path);
  // Of something else the first attempt to use it tells.
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
      `The cache folder ${path} may be written to by other users (its mode is ${octal}), who could change the programs in it.`,
      `Name a folder of your own with DRYDOCK_CACHE. Or, if you trust what is in it, close it: chmod 700 ${quoted}`,
    );
  }
  if (uid === me && (mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}

/** What stands in a source and is no part of it, as patterns: Drydock's cache, uv's, and temporary folders of runs. */
export function cachesIn(source: string, env: Env): readonly string[] {
  const root = realpathSync(source);
  const own = cacheFolderPath(env);
  const uv = env.UV_CACHE_DIR ? resolve(env.UV_CACHE_DIR) : join(caches(env), "uv");
  // By what they are, not by name alone: a package may be called so.
  const found = [...(isCache(own) ? [own] : []), ...(isTagged(uv) ? [uv] : [])];
  return [
    ...found.flatMap((path) => patternsFor(root, path)),
    ...patternsFor(root, join(tmpdir(), TEMPORARY_PREFIX)).map((pattern) => `${pattern}??????`),
  ];
}

/** By the XDG specification a relative path counts for nothing. */
function caches(env: Env): string {
  const home = env.XDG_CACHE_HOME;
  return home && isAbsolute(home) ? home : join(homeFolder(env), ".cache");
}

/** Node says ENOENT of a folder that it can't make on a read-only disk; the folder above it that is there tells more. */
function troubleWith(path: string, failure: unknown): string {
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
    const message = `A temporary folder can't be made in ${tmpdir()}: ${causeOf(error)}.`;
    throw new DrydockError("broken", message, "Name a folder that can be written to with TMPDIR.", error);
  }
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The user's home; `/`, as Docker has it, for a user who is in no list of users and has no HOME. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>, ask = homedir): string {
  if (env.HOME) return env.HOME;
  try {
    return ask();
  } catch {
    return "/";
  }
}

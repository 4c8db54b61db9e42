import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { chmod, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { isLeftover, ownedName } from "../python/temporaryFolders.ts";
import { systemReason } from "./failures.ts";
import { osPath } from "./paths.ts";

/** The folder in which a fix keeps the new content, and the original content that it overwrites. */
export interface Staging {
  readonly folder: string;
  /** Keeps its files after the run: one of them is the only copy of the user's content. */
  readonly keep: () => void;
  /** Removes it, unless `keep` was called. The exit of the process does it too, except after a kill. */
  readonly close: () => void;
}

/** Matches the pattern in `IGNORED`. */
const NAME = /^\.drydock-[0-9a-f]{8}-\d+-[0-9a-f]{8}\.tmp$/;
/** After this time without activity, a fix on another machine counts as ended. */
const OTHER_HOST_MS = 10 * 60 * 1000;

/** A temporary name for use in the user's folders. */
export function temporaryName(): string {
  return `.drydock-${ownedName()}.tmp`;
}

/**
 * Where temporary files of a fix may go, best first: the repository's `.git`, where neither git nor any tool mistakes them for
 * the user's; its root, where a later run finds them whatever its source is; the source itself.
 */
export function stagingHomes(repository: string, source: string): readonly string[] {
  const git = `${repository}/.git`;
  return existsSync(git) ? [git, repository, source] : [source];
}

/** Creates the folder in the first writable home. Homes that are links, or on another disk than the last one, are skipped. */
export function openStaging(homes: readonly string[]): Staging {
  const name = temporaryName();
  const source = homes.at(-1) ?? "";
  let failure: unknown;
  for (const home of homes) {
    const folder = `${home}/${name}`;
    try {
      if (home !== source && !isFolderOn(lstatSync(source).dev, home)) continue;
      mkdirSync(folder, { mode: 0o700 });
      // A default ACL of the parent folder may have given others access.
      chmodSync(folder, 0o700);
      return openFolder(folder);
    } catch (error) {
      failure = error;
    }
  }
  throw cannotPrepare(source, failure);
}

/** The error for a failure before any of the user's files is touched. */
export function cannotPrepare(source: string, error: unknown): DrydockError {
  const message = `Cannot prepare the fix of ${quotedPath(source)}: ${systemReason(error)}.`;
  const hint = "Nothing was written. Check that the disk has space, make the folder writable, and run the fix again.";
  return new DrydockError("broken", message, hint, error);
}

/** Paths of what ended processes left in a folder. */
export function leftoversIn(folder: string): readonly string[] {
  try {
    const paths = readdirSync(folder).filter((name) => NAME.test(name));
    return paths.map((name) => join(folder, name)).filter((path) => isLeftover(path, OTHER_HOST_MS));
  } catch {
    // Missing or unreadable.
    return [];
  }
}

function openFolder(folder: string): Staging {
  let kept = false;
  const remove = () => {
    if (!kept) discardFolder(folder);
  };
  process.on("exit", remove);
  const close = () => {
    process.off("exit", remove);
    remove();
  };
  const keep = () => {
    kept = true;
  };
  try {
    // So that `git add -A` ignores the folder after a kill.
    writeFileSync(`${folder}/.gitignore`, "*\n", { flag: "wx" });
    return { folder, keep, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Removes a folder; what cannot be removed is left for a later run. */
export function discardFolder(folder: string): void {
  try {
    // With retries: a pending write may still create a file in it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A failure to clean up must not hide the error that led to it.
  }
}

function isFolderOn(device: number, path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.dev === device;
}

/** New content in the staging folder, synced to disk. */
export interface PreparedWrite {
  /** As the user knows it, relative to the root. */
  readonly path: string;
  /** Absolute path of the file itself, without links. */
  readonly real: string;
  /** Ends in `.fixed`. */
  readonly temporary: string;
  readonly content: Buffer;
  /** sha256 of the content that was fixed, hex. */
  readonly expected: string;
  /** The content must go into the existing file: a new one would lose hard links, the owner, an access list or other attributes. */
  readonly inPlace: boolean;
}

/** What is to be written where. */
export type WriteRequest = Pick<PreparedWrite, "path" | "real" | "content" | "expected">;

/** Copies the access list and other extended attributes from the first file of each pair to the second; returns for each pair whether all were copied. */
export type CarryAttributes = (pairs: readonly (readonly [from: string, to: string])[]) => Promise<readonly boolean[]>;

/** A file in the staging folder that only this user can read yet. `mode` is its final mode; undefined if it must not replace the existing file. */
export interface StagedFile extends WriteRequest {
  readonly temporary: string;
  readonly mode: number | undefined;
}

/** Writes the new content into the staging folder. Throws the system's error. */
export async function stageFile(request: WriteRequest, temporary: string): Promise<StagedFile> {
  const { real } = request;
  const stat = statSync(osPath(real));
  // A rename would succeed even on a read-only file, so check by opening it; this changes nothing.
  closeSync(openSync(osPath(real), constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  const handle = await open(osPath(temporary), "wx", 0o600);
  try {
    const owned = await changeOwner(handle, stat.uid, stat.gid);
    await handle.writeFile(request.content);
    await handle.datasync();
    return { ...request, temporary, mode: stat.nlink > 1 || !owned ? undefined : stat.mode & 0o7777 };
  } finally {
    await handle.close();
  }
}

/**
 * Sets the attributes of the files, then their modes. In this order: with an access list the group bits are its mask, and
 * without it they would grant access to the group.
 */
export async function setAttributes(
  staged: readonly StagedFile[],
  carry: CarryAttributes,
): Promise<readonly PreparedWrite[]> {
  const whole = staged.filter(({ mode }) => mode !== undefined);
  const carried = await carry(whole.map(({ real, temporary }) => [real, temporary] as const));
  const ready = new Set(whole.filter((_, index) => carried[index] === true));
  return Promise.all(
    staged.map(async (one) => {
      const { mode, ...write } = one;
      const inPlace = mode === undefined || !ready.has(one);
      if (!inPlace) await chmod(write.temporary, mode);
      return { ...write, inPlace };
    }),
  );
}

/** Returns whether the file then belongs to user and group. */
async function changeOwner(handle: FileHandle, uid: number, gid: number): Promise<boolean> {
  const own = await handle.stat();
  if (own.uid === uid && own.gid === gid) return true;
  return handle.chown(uid, gid).then(
    () => true,
    () => false,
  );
}

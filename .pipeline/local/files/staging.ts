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

/** The folder in which a fix keeps what it is about to write, and what it is about to write over. */
export interface Staging {
  readonly folder: string;
  /** Its files outlive the run: one of them is the only copy of something of the user's. */
  readonly keep: () => void;
  /** Removes it, unless it is to be kept. The end of the process does it too, whatever ends it but a kill. */
  readonly close: () => void;
}

/** `IGNORED` has the pattern of these names. */
const NAME = /^\.drydock-[0-9a-f]{8}-\d+-[0-9a-f]{8}\.tmp$/;
/** A fix on another machine that has done nothing for so long is gone. */
const STRANGERS_MS = 10 * 60 * 1000;

/** A name for something temporary in the user's folders. */
export function temporaryName(): string {
  return `.drydock-${ownedName()}.tmp`;
}

/**
 * Where temporary files of a fix may lie, the best first: in the repository's `.git`, where neither git nor any tool
 * takes them for the user's; else at its root, where a later run finds them whatever its source is; else in the source itself.
 */
export function stagingHomes(repository: string, source: string): readonly string[] {
  const git = `${repository}/.git`;
  return existsSync(git) ? [git, repository, source] : [source];
}

/** Makes the folder in the first of these homes that can be written. A home that is a link or on another disk than the last is passed over. */
export function openStaging(homes: readonly string[]): Staging {
  const name = temporaryName();
  const source = homes.at(-1) ?? "";
  let failure: unknown;
  for (const home of homes) {
    const folder = `${home}/${name}`;
    try {
      if (home !== source && !isFolderOn(lstatSync(source).dev, home)) continue;
      mkdirSync(folder, { mode: 0o700 });
      // A default ACL of the folder above may have given it to others.
      chmodSync(folder, 0o700);
      return opened(folder);
    } catch (error) {
      failure = error;
    }
  }
  throw unprepared(source, failure);
}

/** Before the first of the user's files is touched. */
export function unprepared(source: string, error: unknown): DrydockError {
  const message = `Cannot prepare the fix of ${quotedPath(source)}: ${systemReason(error)}.`;
  const hint = "Nothing was written. Check that the disk has space, make the folder writable, and run it again.";
  return new DrydockError("broken", message, hint, error);
}

/** Paths of what processes that are gone left in a folder. */
export function leftoversIn(folder: string): readonly string[] {
  try {
    const paths = readdirSync(folder).filter((name) => NAME.test(name));
    return paths.map((name) => join(folder, name)).filter((path) => isLeftover(path, STRANGERS_MS));
  } catch {
    // It is not there or not ours to read.
    return [];
  }
}

function opened(folder: string): Staging {
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
    // After a kill, `git add -A` passes it over.
    writeFileSync(`${folder}/.gitignore`, "*\n", { flag: "wx" });
    return { folder, keep, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What can't be removed stays behind, for a later run to remove. */
export function discardFolder(folder: string): void {
  try {
    // Tries again: a write that was under way may still put a file into it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A failure to tidy up must not hide the one that led to it.
  }
}

function isFolderOn(device: number, path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.dev === device;
}

/** New content that lies in the staging folder, safe on the disk. */
export interface PreparedWrite {
  /** As the user knows it, relative to the root. */
  readonly path: string;
  /** The file itself, absolute, no link in it. */
  readonly real: string;
  /** Ends in `.fixed`. */
  readonly temporary: string;
  readonly content: Buffer;
  /** sha256 of the content that was fixed, hex. */
  readonly expected: string;
  /** A new file would lose other names (hard links), the owner, an access list or other attributes: the content goes into the old one. */
  readonly inPlace: boolean;
}

/** What is to be written where. */
export type WriteRequest = Pick<PreparedWrite, "path" | "real" | "content" | "expected">;

/** Gives each second file the access list and the other extended attributes of the first; whether it has them all now. */
export type CarryAttributes = (pairs: readonly (readonly [from: string, to: string])[]) => Promise<readonly boolean[]>;

/** A file in the staging folder that nobody but us can read yet. `mode` is the one to come; undefined where it may not take the old one's place. */
export interface Laid extends WriteRequest {
  readonly temporary: string;
  readonly mode: number | undefined;
}

/** Throws the system's error. */
export async function layFile(request: WriteRequest, temporary: string): Promise<Laid> {
  const { real } = request;
  const stat = statSync(osPath(real));
  // A rename would pass over that the file itself is read-only; opening it as it is changes nothing.
  closeSync(openSync(osPath(real), constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  const handle = await open(osPath(temporary), "wx", 0o600);
  try {
    const owned = await giveTo(handle, stat.uid, stat.gid);
    await handle.writeFile(request.content);
    await handle.datasync();
    return { ...request, temporary, mode: stat.nlink > 1 || !owned ? undefined : stat.mode & 0o7777 };
  } finally {
    await handle.close();
  }
}

/**
 * Gives the files their attributes and then their modes. In this order: beside an access list, the bits for the group
 * are its mask, and a file without the list would give them to the group.
 */
export async function dressFiles(laid: readonly Laid[], carry: CarryAttributes): Promise<readonly PreparedWrite[]> {
  const whole = laid.filter(({ mode }) => mode !== undefined);
  const carried = await carry(whole.map(({ real, temporary }) => [real, temporary] as const));
  const ready = new Set(whole.filter((_, index) => carried[index] === true));
  return Promise.all(
    laid.map(async (one) => {
      const { mode, ...write } = one;
      const inPlace = mode === undefined || !ready.has(one);
      if (!inPlace) await chmod(write.temporary, mode);
      return { ...write, inPlace };
    }),
  );
}

/** Whether the file belongs to user and group now. */
async function giveTo(handle: FileHandle, uid: number, gid: number): Promise<boolean> {
  const own = await handle.stat();
  if (own.uid === uid && own.gid === gid) return true;
  return handle.chown(uid, gid).then(
    () => true,
    () => false,
  );
}

import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { isLeftover, ownedName } from "../environment/temporaryFolders.ts";
import { shownPath } from "./pathName.ts";
import { reasonOf } from "./unreadable.ts";

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
  const message = `Cannot prepare the fix of ${shownPath(source)}: ${reasonOf(error)}.`;
  const hint = "Nothing was written. See that there is space, make the folder writable, and run it again.";
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
function discardFolder(folder: string): void {
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

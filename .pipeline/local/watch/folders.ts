import { type FSWatcher, lstatSync, watch } from "node:fs";
import { basename } from "node:path";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { codeOf } from "../files/failures.ts";
import { decodeName, osPath, pathIn } from "../files/paths.ts";

/** Tells of changes directly in some folders. */
export interface FolderWatch {
  /** Watches exactly these folders from now on; returns those that were not watched before, or have been replaced. */
  readonly set: (folders: Iterable<string>) => readonly string[];
  readonly close: () => void;
}

export type WatchFolders = (changed: (path: string) => void) => FolderWatch;

interface Watched {
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/**
 * One watch per folder and none per file: the caller has a list of the folders that count, and a run finds out what a
 * change means. So nothing is read, and what is ignored costs nothing.
 */
export const watchFolders: WatchFolders = (changed) => {
  const watched = new Map<string, Watched>();
  const drop = (folder: string) => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  const begin = (folder: string, identity: string) => {
    const watcher = watch(osPath(folder), { encoding: "buffer" }, (_event, name) => {
      changed(name === null ? folder : placeOf(folder, decodeName(name)));
    });
    // A folder that has been removed; the one above it tells so.
    watcher.on("error", () => changed(folder));
    watched.set(folder, { identity, watcher });
  };
  return {
    set: (folders) => {
      const wanted = new Set(folders);
      for (const folder of [...watched.keys()].filter((folder) => !wanted.has(folder))) drop(folder);
      const fresh: string[] = [];
      for (const folder of wanted) {
        const identity = identityOf(folder);
        if (watched.get(folder)?.identity === identity) continue;
        drop(folder);
        if (identity === undefined) continue;
        try {
          begin(folder, identity);
          fresh.push(folder);
        } catch (error) {
          if (["ENOSPC", "EMFILE", "ENFILE"].includes(codeOf(error))) throw outOfWatches(error);
          // Removed in this moment, or not readable: then the run says so.
        }
      }
      return fresh;
    },
    close: () => {
      for (const folder of [...watched.keys()]) drop(folder);
    },
  };
};

/** A folder that is removed is told by its own name, as if that were in it. */
function placeOf(folder: string, name: string): string {
  const path = pathIn(folder, name);
  const isOwn = name === basename(folder) && lstatSync(osPath(path), { throwIfNoEntry: false }) === undefined;
  return isOwn ? folder : path;
}

/** A folder that was removed and made again may get the same number. Undefined if it is not a folder. */
function identityOf(folder: string): string | undefined {
  const stat = lstatSync(osPath(folder), { bigint: true, throwIfNoEntry: false });
  return stat?.isDirectory() ? `${stat.dev}:${stat.ino}:${stat.birthtimeNs}` : undefined;
}

function outOfWatches(error: unknown): DrydockError {
  return new DrydockError(
    "broken",
    `The system's limit of watched folders is reached: ${causeOf(error)}.`,
    "End another program that watches files, or raise the limit: sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512.",
    error,
  );
}

import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { Plan } from "../../src/model.ts";
import { listFolder, removePath } from "../files/disk.ts";
import { syncMirror } from "../files/mirror.ts";
import { osPath } from "../files/paths.ts";
import type { Tree } from "../files/readTree.ts";

/** The folders a run works in; all below one slot, which no other run uses at the same time. */
export interface Workspaces {
  readonly scratch: string;
  /** The source folder for a plan: the shared mirror, or a copy of its own where its tools may write. */
  readonly of: (plan: Plan) => Promise<string>;
  /** Whether everything is still there: who removes the cache during a run takes the source away from under its tools. */
  readonly intact: (plan: Plan) => boolean;
}

export const GONE =
  "The folder that this run worked in was removed, or another run took it over while this one was stopped.";

/** The source was written to while it was copied: the file. */
interface Changed {
  readonly changed: string;
}

/**
 * The folder for the source below a workspace, called `app/src` as in the container: Pylint and mypy derive a package's
 * name from it. The empty `.git` above ends the search of Black and Ruff for ignore files, which would otherwise find
 * those of a repository that the cache folder stands in.
 */
function sourceIn(workspace: string): string {
  const app = join(workspace, "app");
  // A test may write beside the source as well as in it, and must not find there what an earlier run left.
  keepOnly(workspace, ["app"]);
  keepOnly(app, ["src", "src.json"]);
  mkdirSync(join(app, ".git"));
  return join(app, "src");
}

function keepOnly(folder: string, names: readonly string[]): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) removePath(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const { name } of listFolder(folder)) if (!names.includes(name)) removePath(`${folder}/${name}`);
}

/**
 * Brings the shared mirror in line with the tree; the copies follow when they are asked for, from the mirror, so that
 * they hold the same moment. Where a file was saved in the meantime it says so instead.
 */
export async function openWorkspaces(
  tree: Tree,
  root: string,
  slot: string,
  signal: AbortSignal,
): Promise<Workspaces | Changed> {
  const mirror = sourceIn(join(slot, "tree"));
  const { changed } = await syncMirror(tree, root, mirror, signal);
  if (changed !== null) return { changed };
  const copyFor = ({ check }: Plan) => join(slot, `copy-${check}`);
  return {
    scratch: slot,
    of: async (plan) => {
      if (plan.workspace === "tree") return mirror;
      const copy = sourceIn(copyFor(plan));
      const { changed } = await syncMirror(tree, mirror, copy, signal);
      if (changed !== null) throw new DrydockError("broken", GONE, "Run again.");
      return copy;
    },
    intact: (plan) => {
      // What runs in a copy may remove files of its own, but not the copy.
      if (plan.workspace !== "tree" && !existsSync(join(copyFor(plan), "app", ".git"))) return false;
      return [...tree.entries.keys()].every(
        (path) => lstatSync(osPath(`${mirror}/${path}`), { throwIfNoEntry: false }) !== undefined,
      );
    },
  };
}

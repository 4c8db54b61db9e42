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
  /** The source folder for a plan: the shared mirror, or a separate copy if its tools may write. */
  readonly of: (plan: Plan) => Promise<string>;
  /** Whether all files still exist: removing the cache during a run removes the source that its tools work on. */
  readonly intact: (plan: Plan) => boolean;
}

export const GONE =
  "The working folder of this run was removed, or another run took it over while this one was suspended.";

/** A file of the source changed while it was copied. */
interface Changed {
  readonly changed: string;
}

/**
 * The source folder below a workspace, named `app/src` as in the container: Pylint and mypy derive a package's name from
 * it. The empty `.git` above it stops Black and Ruff from searching further for ignore files; they would otherwise find
 * those of a repository that contains the cache folder.
 */
function sourceIn(workspace: string): string {
  const app = join(workspace, "app");
  // A test may write next to the source as well as into it, and must not find what an earlier run left there.
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
 * Updates the shared mirror to the tree. Copies are made on demand from the mirror, so that they have the same state. If a
 * file was saved in the meantime, returns that file instead.
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
      // A tool may remove files of its copy, but not the copy itself.
      if (plan.workspace !== "tree" && !existsSync(join(copyFor(plan), "app", ".git"))) return false;
      return [...tree.entries.keys()].every(
        (path) => lstatSync(osPath(`${mirror}/${path}`), { throwIfNoEntry: false }) !== undefined,
      );
    },
  };
}

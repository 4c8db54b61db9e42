import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { Plan } from "../../src/model.ts";
import { listFolder, removePath } from "../files/disk.ts";
import { syncMirror } from "../files/mirror.ts";
import { osPath } from "../files/paths.ts";
import type { Tree } from "../files/readTree.ts";

/** The folders a run works in; all below one slot, which no other run uses at the same time. */
export interface Workspaces {
  readonly scratch: string;
  /** The root for a plan: the shared mirror, or a copy of its own if its tools may write. */
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

/** The folder for the tree below a workspace. It has the root's name: Pylint and mypy name a package after its folder. */
function rootIn(workspace: string, root: string): string {
  const name = basename(root) || "root";
  // A test may also write next to the root, and must not find there what an earlier run left.
  keepOnly(workspace, [name, `${name}.json`]);
  return join(workspace, name);
}

/**
 * As in a checkout: there Black and Ruff stop searching for settings and ignore files, and without it they ignore
 * `.gitignore`.
 */
function markAsCheckout(root: string): void {
  mkdirSync(join(root, ".git"), { recursive: true });
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
  const mirror = rootIn(join(slot, "tree"), root);
  const { changed } = await syncMirror(tree, root, mirror, signal);
  if (changed !== null) return { changed };
  markAsCheckout(mirror);
  const copyFor = ({ check }: Plan) => join(slot, `copy-${check}`);
  return {
    scratch: slot,
    of: async (plan) => {
      if (plan.workspace === "tree") return mirror;
      const copy = rootIn(copyFor(plan), root);
      const { changed } = await syncMirror(tree, mirror, copy, signal);
      if (changed !== null) throw new DrydockError("broken", GONE, "Run again.");
      markAsCheckout(copy);
      return copy;
    },
    intact: (plan) => {
      // What runs in a copy may remove files of its own, but not the copy.
      if (plan.workspace !== "tree" && !existsSync(rootIn(copyFor(plan), root))) return false;
      return [...tree.entries.keys()].every(
        (path) => lstatSync(osPath(`${mirror}/${path}`), { throwIfNoEntry: false }) !== undefined,
      );
    },
  };
}

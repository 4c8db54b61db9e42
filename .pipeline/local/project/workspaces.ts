import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../src/model/plan.ts";
import { syncMirror } from "../tree/syncMirror.ts";
import type { Tree } from "../tree/tree.ts";

/** The folders a run works in; all below one slot, which no other run uses at the same time. */
export interface Workspaces {
  readonly scratch: string;
  /** The source folder for a plan: the shared mirror, or a copy of its own where its tools may write. */
  readonly of: (plan: Plan) => Promise<string>;
}

/** The source was written to while it was copied: the file. */
interface Changed {
  readonly changed: string;
}

/** Called `app/src`, as in the container: Pylint and mypy derive a package's name from it. */
const SOURCE = join("app", "src");

/**
 * Brings the shared mirror in line with the tree; the copies follow when they are asked for, from the mirror, so that
 * they hold the same moment. Where a file was saved in the meantime it says so instead.
 */
export async function openWorkspaces(tree: Tree, root: string, slot: string, signal: AbortSignal): Promise<Workspaces | Changed> {
  const mirror = join(slot, "tree", SOURCE);
  mkdirSync(join(slot, "tree", "app"), { recursive: true });
  const { changed } = await syncMirror(tree, root, mirror, signal);
  if (changed !== null) return { changed };
  return {
    scratch: slot,
    of: async (plan) => {
      if (plan.workspace === "tree") return mirror;
      const copy = join(slot, `copy-${plan.check}`, SOURCE);
      mkdirSync(join(slot, `copy-${plan.check}`, "app"), { recursive: true });
      await syncMirror(tree, mirror, copy, signal);
      return copy;
    },
  };
}

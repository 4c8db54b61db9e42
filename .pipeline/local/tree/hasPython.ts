import type { Tree } from "./tree.ts";

/** Whether there is anything for Python tools to check. */
export function hasPython(tree: Tree): boolean {
  for (const path of tree.entries.keys()) if (/\.pyi?$/.test(path)) return true;
  return false;
}

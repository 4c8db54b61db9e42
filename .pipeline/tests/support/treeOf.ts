import { listTree } from "../../local/files/listTree.ts";
import { ALL, type Interest, readTree, type Tree, treeDigest, treeRecords } from "../../local/files/readTree.ts";

/** The tree below a folder that is no checkout, without what the patterns name. */
export async function treeOf(
  root: string,
  patterns: readonly string[] = [],
  interest: Interest = ALL,
  signal?: AbortSignal,
): Promise<Tree> {
  return readTree(await listTree(root, { ignore: patterns }, signal), interest, signal);
}

/** The digest of a whole tree. */
export function digestOf(tree: Pick<Tree, "entries" | "folders">): string {
  return treeDigest(treeRecords(tree, ALL.reads), tree);
}

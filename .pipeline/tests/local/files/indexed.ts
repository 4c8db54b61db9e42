import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { listTree } from "../../../local/files/listTree.ts";
import { ALL, type Interest, readTree } from "../../../local/files/readTree.ts";
import { treeIndex } from "../../../local/files/treeIndex.ts";

export const LATER = 3_600_000;

/** Reads the tree with an index: what it holds, and which files the index knew. By default as if its files were an hour old. */
export async function indexed(
  root: string,
  file: string,
  { later = LATER, interest = ALL, believe = true }: { later?: number; interest?: Interest; believe?: boolean } = {},
) {
  const index = treeIndex({ file, root, believe, now: Date.now() + later, trusts: () => true });
  if (index === undefined) throw new Error("There is no index.");
  const known: string[] = [];
  const watched: typeof index = {
    ...index,
    known: (path, stat) => {
      const found = index.known(path, stat);
      if (found !== undefined) known.push(path);
      return found;
    },
  };
  const tree = await readTree(await listTree(root, { ignore: [] }), interest, undefined, watched);
  return { tree, known };
}

/** Returns when the clock of the file system has moved on. */
export function settle(folder: string): void {
  const probe = join(folder, "probe");
  const ctime = () => {
    writeFileSync(probe, "");
    return lstatSync(probe, { bigint: true }).ctimeNs;
  };
  const first = ctime();
  while (ctime() === first);
}

export type Operation = { kind: string; path: string; to?: string; content?: string };

/** The mtime of whatever is written quietly, in seconds. */
const OLD = 1_700_000_000;

/** What users, editors and git do to files. What cannot be done at that place is not done. */
export function perform(root: string, { kind, path, to = "", content = "" }: Operation): void {
  const [place, other, spare] = [join(root, path), join(root, to), join(root, "..", "spare")];
  try {
    const before = lstatSync(place, { throwIfNoEntry: false });
    if (kind === "write") writeFileSync(place, content);
    if (kind === "append") writeFileSync(place, content, { flag: "a" });
    if (kind === "quiet") {
      writeFileSync(place, content);
      utimesSync(place, OLD, OLD);
    }
    if (kind === "replace") {
      writeFileSync(spare, content);
      utimesSync(spare, OLD, OLD);
      renameSync(spare, place);
    }
    if (kind === "move") renameSync(place, other);
    if (kind === "swap") {
      renameSync(place, spare);
      renameSync(other, place);
      renameSync(spare, other);
    }
    if (kind === "copy") copyFileSync(place, other);
    if (kind === "link") linkSync(place, other);
    if (kind === "symlink") symlinkSync(to, place);
    if (kind === "remove") rmSync(place, { recursive: true });
    if (kind === "chmod") chmodSync(place, (before?.mode ?? 0) ^ 0o111);
    if (kind === "folder") mkdirSync(place);
  } catch {
    // Not there, or something else is there.
  }
}

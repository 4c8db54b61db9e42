import { hash } from "node:crypto";
import { statSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import type { Fault } from "../../src/model.ts";
import { excludedFile, quotedPath } from "../../src/report/linkMessages.ts";
import { type FolderItem, linkTarget, listFolder } from "./disk.ts";
import { codeOf, unreadable } from "./failures.ts";
import { hashFile, pacer } from "./hashFile.ts";
import { type IgnoreMatcher, type IgnoreState, ignoreMatcher } from "./ignoreMatcher.ts";
import { type Listing, linksInTree } from "./links.ts";
import { folderOf, isUtf8Name, pathIn, realPath } from "./paths.ts";

/**
 * One file or link of a tree. Paths are relative to the root, with `/`. Names that are not UTF-8 stand with a lone
 * surrogate for each odd byte (see paths.ts), so a path is always one string and always leads back to the file.
 */
export type TreeEntry =
  | {
      readonly kind: "file";
      /** sha256 of the content, hex. */
      readonly hash: string;
      /** All that counts of the permissions, as in git. */
      readonly executable: boolean;
    }
  | {
      readonly kind: "link";
      /** As written in the link: relative, and it leads to another entry or folder of the tree. */
      readonly target: string;
    };

/** The files that are checked, as they were when they were read. Folders count only by what is in them. */
export interface Tree {
  /** Sorted by path, by UTF-16 code units. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** By path, the files that break their checks. One with an odd name is in no entry. */
  readonly faults: ReadonlyMap<string, Fault>;
  /** What was left out and why, for the user. */
  readonly notices: readonly string[];
  /** sha256 over paths, contents, executable bits and link targets; times don't count. */
  readonly digest: string;
}

const PYTHON = /\.pyi?$/;

/**
 * Reads the tree below `root`, less what the patterns name (see ignoreMatcher.ts; a caller hands in the built-in list and
 * the user's). Links within the tree are kept as links; what cannot be part of a copy is left out with a notice; what
 * cannot be read, and a link that loops, is an error, because a tool would stumble over it or pass it over. A Python file
 * whose name is not valid UTF-8 is left out, and one with a NUL byte is not: both are faults of their checks alone.
 */
export async function readTree(root: string, ignore: readonly string[], signal?: AbortSignal): Promise<Tree> {
  signal?.throwIfAborted();
  const matcher = ignoreMatcher(ignore);
  const pause = pacer(signal);
  const folder = realRoot(root);
  const walk = await walkFolder(folder, matcher, pause);
  const { kept, leftOut } = linksInTree(folder, walk);
  const omitted = new Map([...leftOut, ...walk.others]);
  const faults = new Map<string, Fault>([...walk.odd].map((path) => [path, "name"]));
  const entries = new Map<string, TreeEntry>();
  for (const path of [...walk.files, ...kept.keys()].sort()) {
    await pause();
    const target = kept.get(path);
    const see = (bytes: Buffer) => void (PYTHON.test(path) && bytes.includes(0) && faults.set(path, "nul"));
    const entry = target === undefined ? readEntry(folder, path, see) : ({ kind: "link", target } as const);
    if (entry !== null) entries.set(path, entry);
  }
  const notices = [...omitted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => notice);
  return { entries, faults, notices, digest: digestOf(entries) };
}

function realRoot(root: string): string {
  const missing = (what: string) =>
    new DrydockError(
      "misuse",
      `There is no source folder ${quotedPath(root)}${what}.`,
      "Name it with --source <folder>.",
    );
  try {
    if (statSync(root).isDirectory()) return realPath(root);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw missing("");
    throw unreadable(root, error);
  }
  throw missing(": it is not a folder");
}

/** Null when the file was removed since its folder was read. */
function readEntry(root: string, path: string, see: (bytes: Buffer) => void): TreeEntry | null {
  try {
    const file = hashFile(`${root}/${path}`, see);
    if (file === null) throw new Error("it was replaced while it was read");
    return { kind: "file", hash: file.hash, executable: (file.stat.mode & 0o111) !== 0 };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}

function digestOf(entries: Tree["entries"]): string {
  // JSON keeps records apart whatever a name holds, and writes odd bytes as escapes.
  const records = [...entries].map(([path, entry]) => {
    return entry.kind === "link" ? [path, "link", entry.target] : [path, "file", entry.hash, entry.executable];
  });
  return hash("sha256", JSON.stringify(records), "hex");
}

interface Walk extends Listing {
  /** Sockets, pipes and devices: path to the notice that it is left out. */
  readonly others: ReadonlyMap<string, string>;
  /** Python files and links with names that are not valid UTF-8: mypy crashes on them. */
  readonly odd: ReadonlySet<string>;
}

/** Lists what is under `root` and not ignored, without following links. `pause` is awaited between folders. */
async function walkFolder(root: string, matcher: IgnoreMatcher, pause: () => Promise<void> | undefined): Promise<Walk> {
  const folders = new Set<string>([""]);
  const files = new Set<string>();
  const links = new Map<string, string>();
  const others = new Map<string, string>();
  const odd = new Set<string>();
  const open: { readonly folder: string; readonly state?: IgnoreState }[] = [{ folder: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    await pause();
    for (const { name, type } of contentOf(root, next.folder)) {
      const path = pathIn(next.folder, name);
      const state = matcher.match(path, next.state);
      if (type === "folder" && (!state.ignored || matcher.mayReturn)) open.push({ folder: path, state });
      if (state.ignored) continue;
      // A pattern with `!` brings the folders above back as well.
      for (let up = next.folder; !folders.has(up); up = folderOf(up)) folders.add(up);
      if (type === "folder") folders.add(path);
      else if (type !== "file" && type !== "link") others.set(path, excludedFile(path, type));
      else if (PYTHON.test(path) && !isUtf8Name(path)) odd.add(path);
      else if (type === "file") files.add(path);
      else links.set(path, targetOf(root, path));
    }
  }
  return { folders, files, links, others, odd };
}

function contentOf(root: string, folder: string): readonly FolderItem[] {
  try {
    return listFolder(folder === "" ? root : `${root}/${folder}`);
  } catch (error) {
    // Gone since its parent was read: then it is not part of the tree.
    if (codeOf(error) === "ENOENT" && folder !== "") return [];
    throw unreadable(folder === "" ? root : folder, error);
  }
}

function targetOf(root: string, path: string): string {
  try {
    return linkTarget(`${root}/${path}`);
  } catch (error) {
    throw unreadable(path, error);
  }
}

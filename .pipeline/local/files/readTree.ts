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
 * One file or link of a tree. Paths are relative to the root, with `/`. Names that are not UTF-8 have a lone
 * surrogate for each invalid byte (see paths.ts), so a path is always a string that leads back to the file.
 */
export type TreeEntry =
  | {
      readonly kind: "file";
      /** sha256 of the content, hex. */
      readonly hash: string;
      /** The only permission that counts, as in git. */
      readonly executable: boolean;
    }
  | {
      readonly kind: "link";
      /** As written in the link: relative, leading to another entry or folder of the tree. */
      readonly target: string;
    };

/** The files that are checked, as they were when they were read. Folders count only through their content. */
export interface Tree {
  /** Sorted by path, by UTF-16 code units. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** By path, the files that break their checks. Those whose names are not UTF-8 are not in `entries`. */
  readonly faults: ReadonlyMap<string, Fault>;
  /** What was excluded and why, for the user. */
  readonly notices: readonly string[];
  /** sha256 of paths, contents, executable bits and link targets, without times. */
  readonly digest: string;
}

const PYTHON = /\.pyi?$/;

/**
 * Reads the tree below `root`, without what the patterns match (see ignoreMatcher.ts; the caller passes the built-in and the
 * user's patterns). Links within the tree are kept as links. What cannot be part of a copy is excluded with a notice.
 * Unreadable files and link loops are errors, because a tool would fail on them or skip them. A Python file whose name is
 * not valid UTF-8 is excluded, one with a NUL byte is not: both only break the checks that cover them.
 */
export async function readTree(root: string, ignore: readonly string[], signal?: AbortSignal): Promise<Tree> {
  signal?.throwIfAborted();
  const matcher = ignoreMatcher(ignore);
  const pause = pacer(signal);
  const folder = realRoot(root);
  const walk = await walkFolder(folder, matcher, pause);
  const { kept, excluded } = linksInTree(folder, walk);
  const omitted = new Map([...excluded, ...walk.others]);
  const faults = new Map<string, Fault>([...walk.notUtf8].map((path) => [path, "name"]));
  const entries = new Map<string, TreeEntry>();
  for (const path of [...walk.files, ...kept.keys()].sort()) {
    await pause();
    const target = kept.get(path);
    const onBytes = (bytes: Buffer) => void (PYTHON.test(path) && bytes.includes(0) && faults.set(path, "nul"));
    const entry = target === undefined ? readEntry(folder, path, onBytes) : ({ kind: "link", target } as const);
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
      "Set it with --source <folder>.",
    );
  try {
    if (statSync(root).isDirectory()) return realPath(root);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw missing("");
    throw unreadable(root, error);
  }
  throw missing(": it is not a folder");
}

/** Null if the file was removed after its folder was read. */
function readEntry(root: string, path: string, onBytes: (bytes: Buffer) => void): TreeEntry | null {
  try {
    const file = hashFile(`${root}/${path}`, onBytes);
    if (file === null) throw new Error("it was replaced while it was read");
    return { kind: "file", hash: file.hash, executable: (file.stat.mode & 0o111) !== 0 };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}

function digestOf(entries: Tree["entries"]): string {
  // JSON separates records whatever a name contains, and escapes lone surrogates.
  const records = [...entries].map(([path, entry]) => {
    return entry.kind === "link" ? [path, "link", entry.target] : [path, "file", entry.hash, entry.executable];
  });
  return hash("sha256", JSON.stringify(records), "hex");
}

interface Walk extends Listing {
  /** Sockets, pipes and devices: path to the notice that it is excluded. */
  readonly others: ReadonlyMap<string, string>;
  /** Python files and links with names that are not valid UTF-8: mypy crashes on them. */
  readonly notUtf8: ReadonlySet<string>;
}

/** Lists what is below `root` and not ignored, without following links. `pause` is awaited between folders. */
async function walkFolder(root: string, matcher: IgnoreMatcher, pause: () => Promise<void> | undefined): Promise<Walk> {
  const folders = new Set<string>([""]);
  const files = new Set<string>();
  const links = new Map<string, string>();
  const others = new Map<string, string>();
  const notUtf8 = new Set<string>();
  const open: { readonly folder: string; readonly state?: IgnoreState }[] = [{ folder: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    await pause();
    for (const { name, type } of contentOf(root, next.folder)) {
      const path = pathIn(next.folder, name);
      const state = matcher.match(path, next.state);
      if (type === "folder" && (!state.ignored || matcher.mayReturn)) open.push({ folder: path, state });
      if (state.ignored) continue;
      // A pattern with `!` also brings back the parent folders.
      for (let up = next.folder; !folders.has(up); up = folderOf(up)) folders.add(up);
      if (type === "folder") folders.add(path);
      else if (type !== "file" && type !== "link") others.set(path, excludedFile(path, type));
      else if (PYTHON.test(path) && !isUtf8Name(path)) notUtf8.add(path);
      else if (type === "file") files.add(path);
      else links.set(path, targetOf(root, path));
    }
  }
  return { folders, files, links, others, notUtf8 };
}

function contentOf(root: string, folder: string): readonly FolderItem[] {
  try {
    return listFolder(folder === "" ? root : `${root}/${folder}`);
  } catch (error) {
    // Removed after its parent was read: then it is not part of the tree.
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

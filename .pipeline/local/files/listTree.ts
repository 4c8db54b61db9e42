import { lstatSync, readFileSync, type Stats, statSync } from "node:fs";
import ignore, { type Ignore } from "ignore";
import { DrydockError } from "../../src/errors.ts";
import { excludedFile, quotedPath } from "../../src/report/linkMessages.ts";
import { type FolderItem, linkTarget, listFolder } from "./disk.ts";
import { codeOf, unreadable } from "./failures.ts";
import { pacer } from "./hashFile.ts";
import { type IgnoreMatcher, type IgnoreState, ignoreMatcher } from "./ignoreMatcher.ts";
import type { Listing } from "./links.ts";
import { folderOf, isUtf8Name, osPath, pathIn, realPath } from "./paths.ts";

/** What is below a root, by path. */
export interface Walk extends Listing {
  /** The root without links on the way to it. */
  readonly root: string;
  /** Sockets, pipes and devices: path to the notice that it is left out. */
  readonly others: ReadonlyMap<string, string>;
  /** Python files and links with names that are not valid UTF-8: mypy crashes on them. */
  readonly odd: ReadonlySet<string>;
}

/** What below a root belongs to its tree. */
export interface Choice {
  /** Patterns of what does not (see ignoreMatcher.ts): the built-in list and the user's. */
  readonly ignore: readonly string[];
  /** What git lists; undefined if git could not be asked. */
  readonly git?: readonly string[] | undefined;
  /** Whether `.gitignore` files count if git was not asked. */
  readonly gitignore?: boolean;
}

export const PYTHON_NAME = /\.pyi?$/;

/** Lists the files and links below `root`, without following links. Throws `misuse` if there is no such folder. */
export async function listTree(root: string, choice: Choice, signal?: AbortSignal): Promise<Walk> {
  signal?.throwIfAborted();
  const folder = realRoot(root);
  const walk = {
    root: folder,
    folders: new Set<string>([""]),
    files: new Set<string>(),
    links: new Map<string, string>(),
    others: new Map<string, string>(),
    odd: new Set<string>(),
  };
  const add = (path: string, type: FolderItem["type"]): void => {
    // A pattern with `!` brings the folders above back as well.
    for (let up = folderOf(path); !walk.folders.has(up); up = folderOf(up)) walk.folders.add(up);
    if (type === "folder") walk.folders.add(path);
    else if (type !== "file" && type !== "link") walk.others.set(path, excludedFile(path, type));
    else if (PYTHON_NAME.test(path) && !isUtf8Name(path)) walk.odd.add(path);
    else if (type === "file") walk.files.add(path);
    else walk.links.set(path, targetOf(folder, path));
  };
  const matcher = ignoreMatcher(choice.ignore);
  const pause = pacer(signal);
  if (choice.git === undefined) await walkFolder(folder, matcher, choice.gitignore === true, add, pause);
  else await takeListed(folder, choice.git, matcher, add, pause);
  return walk;
}

function realRoot(root: string): string {
  const missing = (what: string) =>
    new DrydockError(
      "misuse",
      `There is no source folder ${quotedPath(root)}${what}.`,
      "Name files or folders of Python code.",
    );
  try {
    if (statSync(root).isDirectory()) return realPath(root);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw missing("");
    throw unreadable(root, error);
  }
  throw missing(": it is not a folder");
}

type Add = (path: string, type: FolderItem["type"]) => void;

/** `pause` is awaited between folders. */
async function walkFolder(
  root: string,
  matcher: IgnoreMatcher,
  gitignore: boolean,
  add: Add,
  pause: () => Promise<void> | undefined,
): Promise<void> {
  const open: { readonly folder: string; readonly state?: IgnoreState; readonly rules: Ignore }[] = [
    { folder: "", rules: ignore(RULES) },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    await pause();
    const content = contentOf(root, next.folder);
    const own = gitignore && content.some(({ name, type }) => name === ".gitignore" && type === "file");
    const rules = own ? rulesIn(root, next.folder, next.rules) : next.rules;
    for (const { name, type } of content) {
      const path = pathIn(next.folder, name);
      const state = matcher.match(path, next.state);
      if (rules.ignores(type === "folder" ? `${path}/` : path)) continue;
      if (type === "folder" && (!state.ignored || matcher.mayReturn)) open.push({ folder: path, state, rules });
      if (!state.ignored) add(path, type);
    }
  }
}

/** As git does on a case-sensitive file system. */
const RULES = { ignorecase: false, allowRelativePaths: true };

/** The patterns from above, then those of a folder's own `.gitignore`, all relative to the root: the last that matches decides. */
function rulesIn(root: string, folder: string, above: Ignore): Ignore {
  const path = pathIn(folder, ".gitignore");
  try {
    const lines = readFileSync(osPath(`${root}/${path}`), "utf8")
      .replace(/^\ufeff/, "")
      .split(/\r?\n/);
    return ignore(RULES)
      .add(above)
      .add(lines.map((line) => fromRoot(line, folder)));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function fromRoot(line: string, folder: string): string {
  if (folder === "" || line.trim() === "" || line.startsWith("#")) return line;
  const [, negation = "", pattern = ""] = /^(!?)\/?(.*)$/.exec(line) ?? [];
  const isAnchored = /\/\s*[^\s/]/.test(line);
  const below = folder.replace(/[\\*[\]!# ]/g, "\\$&");
  return `${negation}/${below}/${isAnchored ? "" : "**/"}${pattern}`;
}

/** What git lists and exists: a tracked file may have been removed. */
async function takeListed(
  root: string,
  paths: readonly string[],
  matcher: IgnoreMatcher,
  add: Add,
  pause: () => Promise<void> | undefined,
): Promise<void> {
  const known = new Map<string, ListedFolder>([["", { state: undefined, isThere: true }]]);
  const folderAt = (path: string): ListedFolder => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const above = folderAt(folderOf(path));
    const state = matcher.match(path, above.state);
    const counts = above.isThere && (!state.ignored || matcher.mayReturn);
    const folder = { state, isThere: counts && lookAt(root, path)?.isDirectory() === true };
    known.set(path, folder);
    return folder;
  };
  for (const path of paths) {
    await pause();
    const { state, isThere } = folderAt(folderOf(path));
    if (!isThere || matcher.match(path, state).ignored) continue;
    const stat = lookAt(root, path);
    if (stat?.isFile()) add(path, "file");
    else if (stat?.isSymbolicLink()) add(path, "link");
    else if (stat?.isDirectory() === false) {
      const item = contentOf(root, folderOf(path)).find(({ name }) => pathIn(folderOf(path), name) === path);
      if (item !== undefined) add(path, item.type);
    }
  }
}

interface ListedFolder {
  readonly state: IgnoreState | undefined;
  /** False if a link or a file has taken its place: what git lists below it is gone, whatever the link leads to. */
  readonly isThere: boolean;
}

function lookAt(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(osPath(`${root}/${path}`));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw unreadable(path, error);
  }
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

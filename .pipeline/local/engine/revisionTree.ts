import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { CHECKS, TOOLS } from "../../src/checks/catalog.ts";
import { covers } from "../../src/flow/judge.ts";
import { namesIn, removePath } from "../files/disk.ts";
import { type GitEnv, git, nulParts } from "../files/git.ts";
import { folderOf, foldersAbove, osPath } from "../files/paths.ts";
import { TEMPORARY, temporaryPath } from "../python/temporaryFolders.ts";
import { type Revision, unreadableRevision } from "./revision.ts";

/** A file or link of a commit. */
interface Blob {
  readonly path: string;
  readonly mode: string;
  readonly object: string;
  /** The checkout that has the object: the repository, or a submodule of it. */
  readonly at: string;
}

/** The files of a commit, in a folder of the cache. */
export interface RevisionTree {
  readonly root: string;
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

/** What is read of git at once. */
const AT_ONCE = 500;
/** Trees that are kept, the one in use included: the base of a merge request changes seldom. */
const KEPT = 3;
/** Files in which tools look for settings: these are as they are now, wherever they are. */
const CONFIGS = new Set(TOOLS.flatMap(({ config }) => (config?.places ?? []).map(({ file }) => file)));

/** The repository as it is now. */
interface Now {
  readonly root: string;
  /** The config folder's path from the root; undefined if it is the root, or elsewhere. */
  readonly folder: string | undefined;
  /** Paths of configs that tools use, wherever they are. */
  readonly paths: readonly string[];
  /** All files and links. */
  readonly now: Iterable<string>;
}

/**
 * Writes the files of a commit to a folder that has the root's name, raw as git stores them: no filter of the repository's
 * settings runs. Configs are laid over it as they are now. Nothing is written if the folder is there from an earlier run.
 */
export async function revisionTree(
  revision: Revision,
  { root, folder: config, paths: used, now }: Now,
  folder: string,
  env: GitEnv,
  signal: AbortSignal,
): Promise<RevisionTree> {
  const notices: string[] = [];
  const then = await listed({ at: root, prefix: "", commit: revision.commit, env, signal, notices }).catch((error) => {
    signal.throwIfAborted();
    throw unreadableRevision(revision, error);
  });
  const isCode = (path: string) => CHECKS.some((spec) => covers(spec, path));
  const isConfig = (path: string) =>
    CONFIGS.has(basename(path)) ||
    used.includes(path) ||
    (config !== undefined && path.startsWith(`${config}/`) && !isCode(path));
  const overlay = [...now]
    .filter(isConfig)
    .sort()
    .map((path) => readAt(root, path));
  const kept = withoutClashes(
    then,
    overlay.map(({ path }) => path),
  ).filter(({ path }) => !isConfig(path));
  const digest = createHash("sha256").update(revision.commit);
  for (const { path, mode, bytes } of overlay) digest.update(`\0${path}\0${mode}\0${bytes.length}\0`).update(bytes);
  for (const { path, object } of then.filter(({ at }) => at !== root)) digest.update(`\0${path}\0${object}`);
  const place = join(folder, digest.digest("hex").slice(0, 16));
  const tree = join(place, basename(root) || "root");
  if (existsSync(place)) utimesSync(place, new Date(), new Date());
  else {
    const temporary = temporaryPath(folder);
    try {
      const start = join(temporary, basename(tree));
      mkdirSync(start, { recursive: true, mode: 0o700 });
      await write(kept, start, env, signal);
      for (const one of overlay.filter((file) => !isLink(file))) put(start, one);
      for (const one of overlay.filter(isLink)) link(start, one);
      renameSync(temporary, place);
    } catch (error) {
      removePath(temporary);
      signal.throwIfAborted();
      // Another run may have been quicker.
      if (!existsSync(place)) throw unreadableRevision(revision, error);
    }
    forget(folder, place);
  }
  const paths = [...new Set([...kept.map(({ path }) => path), ...overlay.map(({ path }) => path)])];
  return { root: tree, paths, notices };
}

interface Source {
  readonly at: string;
  readonly prefix: string;
  readonly commit: string;
  readonly env: GitEnv;
  readonly signal: AbortSignal;
  readonly notices: string[];
}

/** All files and links of a commit, with those of submodules as far as their commits are here. */
async function listed(source: Source): Promise<readonly Blob[]> {
  const { at, prefix, commit, env, signal, notices } = source;
  const records = nulParts(await git(at, ["ls-tree", "-r", "-z", "--full-tree", commit], env, signal));
  const found: Blob[] = [];
  for (const record of records) {
    const [, mode = "", kind = "", object = "", own = ""] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    const path = prefix + own;
    if (own.split("/").some((part) => ["", ".", ".."].includes(part) || part.toLowerCase() === ".git")) continue;
    if (kind === "blob") found.push({ path, mode, object, at });
    if (kind !== "commit") continue;
    const inside = join(at, own);
    try {
      if (!existsSync(osPath(join(inside, ".git")))) throw new Error("it is not checked out");
      found.push(...(await listed({ ...source, at: inside, prefix: `${path}/`, commit: object })));
    } catch (error) {
      signal.throwIfAborted();
      const cause = error instanceof Error ? error.message : String(error);
      notices.push(`The submodule ${path} could not be read as it was (${cause}): what is found in it counts as new.`);
    }
  }
  return found;
}

/** Files first: nothing is ever written through a link. */
async function write(blobs: readonly Blob[], root: string, env: GitEnv, signal: AbortSignal): Promise<void> {
  for (const some of [blobs.filter((blob) => !isLink(blob)), blobs.filter(isLink)]) {
    for (const at of new Set(some.map((blob) => blob.at))) {
      const own = some.filter((blob) => blob.at === at);
      for (let start = 0; start < own.length; start += AT_ONCE) {
        const part = own.slice(start, start + AT_ONCE);
        const contents = await contentsOf(part, at, env, signal);
        for (const [index, blob] of part.entries()) {
          const file = { ...blob, bytes: contents[index] as Buffer };
          if (isLink(blob)) link(root, file);
          else put(root, file);
        }
      }
    }
  }
}

/** `<object> blob <size>`, a line break, the content, a line break, for each. */
async function contentsOf(blobs: readonly Blob[], at: string, env: GitEnv, signal: AbortSignal) {
  const wanted = blobs.map(({ object }) => `${object}\n`).join("");
  const bytes = await git(at, ["cat-file", "--batch"], env, signal, wanted);
  let start = 0;
  return blobs.map(({ object, path }) => {
    const end = bytes.indexOf(10, start);
    const [name, kind, size] = bytes.subarray(start, end).toString().split(" ");
    if (name !== object || kind !== "blob") throw new Error(`${path} is not in this clone`);
    const content = bytes.subarray(end + 1, end + 1 + Number(size));
    start = end + 2 + Number(size);
    return content;
  });
}

interface Content {
  readonly path: string;
  /** As git writes it. */
  readonly mode: string;
  readonly bytes: Buffer;
}

function isLink({ mode }: Pick<Content, "mode">): boolean {
  return mode === "120000";
}

function readAt(root: string, path: string): Content {
  const file = osPath(join(root, path));
  const stat = lstatSync(file);
  if (stat.isSymbolicLink()) return { path, mode: "120000", bytes: readlinkSync(file, "buffer") };
  return { path, mode: (stat.mode & 0o100) === 0 ? "100644" : "100755", bytes: readFileSync(file) };
}

/** What has no file where one of these paths has a folder, and no folder where it is a file. */
function withoutClashes(blobs: readonly Blob[], paths: readonly string[]): readonly Blob[] {
  const folders = foldersAbove(paths);
  const files = new Set(paths);
  return blobs.filter(
    ({ path }) => !folders.has(path) && ![...foldersAbove([path])].some((folder) => files.has(folder)),
  );
}

function put(root: string, { path, mode, bytes }: Content): void {
  mkdirSync(osPath(join(root, folderOf(path))), { recursive: true });
  writeFileSync(osPath(join(root, path)), bytes, { mode: mode === "100755" ? 0o755 : 0o644 });
}

function link(root: string, { path, bytes }: Content): void {
  mkdirSync(osPath(join(root, folderOf(path))), { recursive: true });
  symlinkSync(bytes, osPath(join(root, path)));
}

/** Removes the trees that were not used for the longest time. */
function forget(folder: string, used: string): void {
  const trees = namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    return path === used || TEMPORARY.test(name)
      ? []
      : [{ path, time: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }];
  });
  for (const { path } of trees.sort((a, b) => b.time - a.time).slice(KEPT - 1)) {
    try {
      removePath(path);
    } catch {
      // Another run may be removing it.
    }
  }
}

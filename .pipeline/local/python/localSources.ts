import { createHash } from "node:crypto";
import { constants, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { isTagged } from "../cache/cacheContents.ts";
import { type FolderItem, listFolder } from "../files/disk.ts";
import { codeOf, systemReason } from "../files/failures.ts";
import { hashFile, pacer } from "../files/hashFile.ts";
import { isWithin, osPath, realPath } from "../files/paths.ts";
import type { TreeEntry } from "../files/readTree.ts";

/** A file or folder that an application is installed from. No link in its path. */
export interface Origin {
  readonly path: string;
  /** Its modules are imported through links, so that their content is not part of the installation. */
  readonly editable: boolean;
}

/** Everything that a build or an import may see of the origins. Paths are absolute, without the first slash. */
export interface LocalSources {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** The paths that an installation may be built from; the others are modules imported through links. */
  readonly built: ReadonlySet<string>;
  /** Links out of the repository, with a digest of their targets; undefined if that is too much to read. */
  readonly leaving: ReadonlyMap<string, string | undefined>;
}

// No code is imported from them, and their content changes with every run of some tool.
const SKIPPED = new Set([
  ...[".git", ".hg", ".svn", ".tox", ".nox", ".eggs", ".direnv", ".idea", ".vscode", ".DS_Store"],
  ...["__pycache__", "__pypackages__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache"],
  ...[".cache", ".coverage", ".hypothesis", ".ipynb_checkpoints", ".reports", ".drydock-cache"],
]);
// Left in a project's folder by builds; a later build would use old files from it.
const LEFT_BY_BUILDS =
  /^(build\/(lib|lib\..*|bdist\..*|temp\..*|__editable__.*)|dist\/.*\.(whl|zip|tar\.gz)|(.*\/)?[^/]*\.egg-info)$/;

/** Reads the origins completely, not only what is checked, since an import also sees ignored folders. */
export async function localSources(origins: readonly Origin[], signal?: AbortSignal): Promise<LocalSources> {
  const pause = pacer(signal);
  const entries = new Map<string, TreeEntry>();
  const built = new Set<string>();
  const leaving = new Map<string, string | undefined>();
  const seen = new Set<string>();
  // Built ones first: what is in both a built and an editable origin counts as built.
  const open = [...origins].sort((a, b) => Number(a.editable) - Number(b.editable));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { path, editable } = next;
    if (seen.has(path)) continue;
    seen.add(path);
    const repository = repositoryAbove(path);
    const add = (at: string, entry: TreeEntry | null) => {
      if (entry === null) return;
      entries.set(at.slice(1), entries.get(at.slice(1)) ?? entry);
      if (!editable || !isModule(at)) built.add(at.slice(1));
    };
    for await (const { at, type } of walk(path, pause)) {
      if (type === "file") add(at, entries.get(at.slice(1)) ?? readFile(at));
      if (type !== "link") continue;
      const { target, real } = linkEnd(at);
      if (real !== undefined && !isWithin(real, repository)) leaving.set(at.slice(1), await statDigest(real, pause));
      const within = real !== undefined && isWithin(real, repository);
      add(at, { kind: "link", target: within ? relative(dirname(at), real) || "." : (real ?? target) });
      if (within) open.push({ path: real, editable });
    }
  }
  return { entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))), built, leaving };
}

/** The nearest folder with a `.git`, starting from the path itself; the path itself if there is none. */
export function repositoryAbove(path: string): string {
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
  }
  return path;
}

function isModule(path: string): boolean {
  return /\.pyi?$/.test(path) && basename(path) !== "setup.py";
}

async function* walk(root: string, pause: () => Promise<void> | undefined) {
  if (!lstatSync(osPath(root)).isDirectory()) {
    yield { at: root, type: "file" as const };
    return;
  }
  const open = [root];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    await pause();
    const items = contentOf(folder);
    // Environments and folders marked as caches are not part of a project.
    if (folder !== root && (isEnvironment(items) || isTagged(folder))) continue;
    for (const { name, type } of items) {
      const at = `${folder}/${name}`;
      if (SKIPPED.has(name) || /^\.drydock-.*\.tmp$/.test(name) || LEFT_BY_BUILDS.test(at.slice(root.length + 1)))
        continue;
      if (type === "folder") open.push(at);
      else if (type === "file" || type === "link") yield { at, type };
    }
  }
}

function isEnvironment(items: readonly FolderItem[]): boolean {
  return items.some(({ name }) => name === "pyvenv.cfg" || name === "conda-meta");
}

function contentOf(folder: string): readonly FolderItem[] {
  try {
    return listFolder(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw cannotRead(folder, error);
  }
}

/** Null if it was removed after its folder was read. */
function readFile(path: string): TreeEntry | null {
  try {
    const file = hashFile(path);
    if (file === null) return null;
    return { kind: "file", hash: file.hash, executable: file.executable };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw cannotRead(path, error);
  }
}

/** `real` is undefined for a dangling link, which is as harmless as in the user's checkout. */
function linkEnd(path: string): { readonly target: string; readonly real: string | undefined } {
  const target = readlinkSync(osPath(path)).toString();
  try {
    return { target, real: realPath(path) };
  } catch {
    return { target, real: undefined };
  }
}

function cannotRead(path: string, error: unknown): DrydockError {
  const message = `Cannot read ${quotedPath(path)}, part of a project in the application's requirements: ${systemReason(error)}.`;
  return new DrydockError("broken", message, "Make it readable.", error);
}

const MAX_ENTRIES = 10_000;

/**
 * A digest of a file or folder from stats alone: every write changes a file's ctime. Links are followed. Undefined if there
 * is too much to look at quickly, or it cannot be read.
 */
async function statDigest(path: string, pause: () => Promise<void> | undefined): Promise<string | undefined> {
  const digest = createHash("sha256");
  const seen = new Set<string>();
  const open = [path];
  try {
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (seen.size > MAX_ENTRIES) return undefined;
      await pause();
      const { dev, ino, size, ctimeMs, mode } = lstatSync(osPath(at));
      const kind = mode & constants.S_IFMT;
      // A folder counts only through its content.
      digest.update(JSON.stringify(kind === constants.S_IFDIR ? [at] : [at, dev, ino, size, ctimeMs, mode]));
      if (kind === constants.S_IFLNK) open.push(realPath(at));
      if (kind !== constants.S_IFDIR) continue;
      const names = listFolder(at).map(({ name }) => `${at}/${name}`);
      if (names.length > MAX_ENTRIES) return undefined;
      open.push(...names.sort());
    }
    return digest.digest("hex");
  } catch {
    return undefined;
  }
}

// Tools that derive a version from tags and commits, and git itself.
const VERSION_TOOL = /\bgit\b|scm|\bvcs\b|hatch-vcs|versioneer|versioningit|pbr|dunamai|miniver/i;

/** Whether the build of a project may call git, judged by words in its build files: most projects state their version there. */
export function asksGit(project: string): boolean {
  return ["pyproject.toml", "setup.cfg", "setup.py", "hatch_build.py"].some((name) =>
    VERSION_TOOL.test(readText(join(project, name)) ?? ""),
  );
}

/** The commit that is checked out, and the tags. */
export function gitState(repository: string): readonly unknown[] {
  const { folder, common } = gitFolders(repository);
  const head = readText(join(folder, "HEAD"));
  const branch = /^ref: (.*)/.exec(head ?? "")?.[1] ?? "HEAD";
  const packed = (readText(join(common, "packed-refs")) ?? "").split("\n");
  const counted = packed.filter(
    (line) => line.includes(" refs/tags/") || line.startsWith("^") || line.endsWith(branch),
  );
  const tags = join(common, "refs/tags");
  const loose = existsSync(tags) ? readdirSync(tags, { recursive: true, encoding: "utf8" }).sort() : [];
  return [
    ...[head, readText(join(common, branch)), counted, readText(join(common, "reftable/tables.list"))],
    loose.map((name) => [name, readText(join(tags, name))]),
  ];
}

/** The `.git` folder of this checkout, and that of the repository, which differs in a worktree. */
export function gitFolders(repository: string): { readonly folder: string; readonly common: string } {
  const place = join(repository, ".git");
  const file = /^gitdir: (.*)/.exec(readText(place) ?? "")?.[1];
  const folder = file === undefined ? place : resolve(repository, file.trim());
  const common = readText(join(folder, "commondir"))?.trim();
  return { folder, common: common === undefined ? folder : resolve(folder, common) };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { syncMirror } from "../files/mirror.ts";
import { osPath, realPath } from "../files/paths.ts";
import type { TreeEntry } from "../files/readTree.ts";
import { runProcess } from "../process/runProcess.ts";
import type { Application } from "./application.ts";
import { gitFolders, localSources } from "./localSources.ts";
import { filePath } from "./requirements.ts";

/**
 * Where an application is built, so that nothing is written into the user's tree: `sources` contains the local projects under
 * their absolute paths, so that they find each other; `files` contains requirements that refer to these copies.
 */
export interface Copy {
  readonly sources: string;
  readonly files: string;
}

export function copyIn(home: string): Copy {
  const real = realPath(home);
  return { sources: join(real, "application"), files: join(real, "application-requirements") };
}

/**
 * Updates the copied projects to what was read, and keeps what their builds created there. Returns a file that has changed
 * since it was read, or null.
 */
export async function copySources(
  { sources: { entries } }: Application,
  copy: Copy,
  made: ReadonlyMap<string, TreeEntry>,
  signal: AbortSignal,
): Promise<string | null> {
  const all = new Map([...new Map([...made, ...entries])].sort(([a], [b]) => (a < b ? -1 : 1)));
  // The paths are absolute, so the root that they are read from is "".
  const { changed } = await syncMirror(
    { entries: all, folders: new Set(), notices: [], faults: new Map() },
    "",
    copy.sources,
    signal,
  );
  return changed;
}

/** Prepares what only a build needs: git, URLs that lead to the copy, and the requirements files. Returns the path of the first. */
export async function copyForBuild(
  application: Application,
  copy: Copy,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  for (const path of application.sources.entries.keys()) {
    if (basename(path) === "pyproject.toml") redirectUrls(join(copy.sources, path), application, copy);
  }
  for (const repository of application.repositories) {
    await linkGit(repository, `${copy.sources}${repository}`, env, signal);
  }
  rmSync(copy.files, { recursive: true, force: true });
  mkdirSync(copy.files);
  const placeOf = (file: string) => placeInCopy(file, application, copy);
  for (const [file, lines] of application.files) {
    if (lines === undefined) continue;
    const rewritten = lines.map(({ text: [before, words, after], include, local, builds }) => {
      if (include !== undefined) return before + placeOf(resolve(dirname(file), include)) + after;
      const project = local === undefined || !builds ? undefined : urlInCopy(local, application, copy);
      return before + (project ?? words) + after;
    });
    // They contain expanded variables, which may be passwords.
    writeFileSync(placeOf(file), `${rewritten.join("\n")}\n`, { mode: 0o600 });
  }
  return placeOf(application.requirements);
}

/** The text with paths in the copy replaced by those in the user's tree. */
export function withUsersPaths(text: string, application: Application, copy: Copy): string {
  const files = [...application.files.keys()].map((file) => [placeInCopy(file, application, copy), file] as const);
  const places = [...files, [copy.sources, ""], [pathToFileURL(copy.sources).href, "file://"]] as const;
  return places.reduce((words, [place, own]) => words.replaceAll(place, own), text);
}

/** The requirements files get short names, so that no path contains characters with a meaning in a requirements file. */
function placeInCopy(file: string, { files }: Application, copy: Copy): string {
  const number = [...files.keys()].indexOf(file);
  return files.get(file) === undefined ? `${copy.sources}${realPath(file)}` : join(copy.files, `${number}.txt`);
}

/** What is in the copy but was not read: created by builds, such as a version file or a compiled module. */
export async function madeByBuilds({ sources }: Application, copy: Copy, signal: AbortSignal) {
  const { entries } = await localSources([{ path: realPath(copy.sources), editable: false }], signal);
  const start = `${realPath(copy.sources).slice(1)}/`;
  const own = [...entries].filter(([path]) => path.startsWith(start));
  return own
    .map(([path, entry]) => [path.slice(start.length), entry] as const)
    .filter(([path]) => !sources.entries.has(path));
}

/** The URL of the copy of a project; undefined if it is not copied. */
function urlInCopy(local: string, application: Application, copy: Copy): string | undefined {
  const path = realPath(resolve(dirname(application.requirements), local));
  const { entries } = application.sources;
  const isCopied = [...entries.keys()].some((name) => name === path.slice(1) || name.startsWith(`${path.slice(1)}/`));
  return isCopied ? pathToFileURL(`${copy.sources}${path}`).href : undefined;
}

/** Rewrites absolute URLs in a pyproject.toml, which would lead to the user's own projects. */
function redirectUrls(file: string, application: Application, copy: Copy): void {
  const text = readFileSync(osPath(file), "utf8");
  const changed = text.replaceAll(/file:\/\/(localhost)?\/[^\s"';]+/g, (address) => {
    try {
      return urlInCopy(filePath(address), application, copy) ?? address;
    } catch {
      return address;
    }
  });
  if (changed !== text) writeFileSync(osPath(file), changed);
}

/** Variables that git sets for hooks; they would lead a build to the user's index and work tree. */
export const GIT_VARIABLES = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"],
  ...["GIT_NAMESPACE", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"],
];

const MAX_ARGUMENTS = 500;

/**
 * Gives a copy of (part of) a repository a `.git` like that of a `git worktree`: with its own HEAD and index, and the rest
 * from the user's. So versions are the same as in the user's checkout, and no git command writes there.
 */
async function linkGit(
  repository: string,
  copy: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { folder, common } = gitFolders(repository);
  if (!existsSync(join(folder, "HEAD"))) return;
  const own = join(copy, ".git");
  mkdirSync(own, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => /^(HEAD|index|sharedindex\..*)$/.test(one))) {
    await cp(join(folder, name), join(own, name));
  }
  writeFileSync(join(own, "commondir"), `${common}\n`);
  // Without the user's hooks, and without a file system monitor that would keep running.
  const options = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
  const git = (args: readonly string[]) =>
    runProcess({
      file: "git",
      args: [...options, ...args],
      cwd: copy,
      env,
      timeoutMs: 60_000,
      maxBytes: 64 * 1024 * 1024,
      signal,
    });
  // Files that were not copied must not count as removed: the version would be "dirty".
  const { end, stdout } = await git(["ls-files", "--deleted", "-z"]);
  if (end.kind !== "exit" || end.code !== 0) return;
  const paths = stdout.split("\0").filter((path) => path !== "" && isThere(join(repository, path)));
  for (let at = 0; at < paths.length; at += MAX_ARGUMENTS) {
    await git(["update-index", "--skip-worktree", "--", ...paths.slice(at, at + MAX_ARGUMENTS)]);
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runProcess } from "../process/runProcess.ts";

/** Variables that a git hook is given; they would lead a build to the user's index and work tree. */
export const GIT_VARIABLES = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"],
  ...["GIT_NAMESPACE", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"],
];

// Tools that make a version of tags and commits, and git itself.
const VERSION_TOOL = /\bgit\b|scm|\bvcs\b|hatch-vcs|versioneer|versioningit|pbr|dunamai|miniver/i;
const ARGUMENTS_AT_ONCE = 500;

/** Whether the build of a project may ask git. By the words of its build files: most projects have a version in them. */
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

/**
 * Gives a copy of (a part of) a repository a `.git` as `git worktree` makes it: with HEAD and index of its own, and all
 * else from the user's. So versions are what they are in the user's checkout, and no git command writes there.
 */
export async function lendGit(
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
  // Not the user's hooks, and no process that stays to watch the copy.
  const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
  const git = (args: readonly string[]) =>
    runProcess({
      file: "git",
      args: [...quiet, ...args],
      cwd: copy,
      env,
      timeoutMs: 60_000,
      maxBytes: 64 * 1024 * 1024,
      signal,
    });
  // What was not copied is not removed: a version would be "dirty".
  const { end, stdout } = await git(["ls-files", "--deleted", "-z"]);
  if (end.kind !== "exit" || end.code !== 0) return;
  const paths = stdout.split("\0").filter((path) => path !== "" && isThere(join(repository, path)));
  for (let at = 0; at < paths.length; at += ARGUMENTS_AT_ONCE) {
    await git(["update-index", "--skip-worktree", "--", ...paths.slice(at, at + ARGUMENTS_AT_ONCE)]);
  }
}

/** The `.git` of this checkout, and that of the repository, which is another in a worktree. */
function gitFolders(repository: string): { readonly folder: string; readonly common: string } {
  const place = join(repository, ".git");
  const file = /^gitdir: (.*)/.exec(readText(place) ?? "")?.[1];
  const folder = file === undefined ? place : resolve(repository, file.trim());
  const common = readText(join(folder, "commondir"))?.trim();
  return { folder, common: common === undefined ? folder : resolve(folder, common) };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

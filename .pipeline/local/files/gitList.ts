import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { causeOf } from "../../src/errors.ts";
import { decodeName, osPath } from "./paths.ts";

/** What git lists below a root, or why it could not. */
export type GitList = { readonly paths: readonly string[] } | { readonly problem: string };

/**
 * Nothing that a repository's own settings name may run, and for a list of names it does not matter who owns it. What a
 * hook or a shell has set (`GIT_DIR`, `GIT_INDEX_FILE`) is about another repository, or another state of this one.
 */
const SAFE = ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false"];
/** Nothing is fetched for a partial clone: a repository may name a program for that. */
const OWN = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_ALLOW_PROTOCOL: "none" };
/** Git only warns about what it leaves out. */
const PASSED_OVER = /^warning: (could not open directory .*)/m;
const MOST_BYTES = 1024 * 1024 * 1024;

/** The paths of a checkout that are tracked, or neither tracked nor ignored, including those of submodules and nested repositories. */
export async function gitList(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<GitList> {
  try {
    return { paths: [...new Set(await listed(root, "", env, signal))] };
  } catch (error) {
    signal?.throwIfAborted();
    return { problem: causeOf(error).split("\n", 1)[0] ?? "" };
  }
}

async function listed(
  root: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const at = folder === "" ? root : join(root, folder);
  const ask = (...args: readonly string[]) => git(at, ["ls-files", "-z", ...args], env, signal);
  const [tracked, others] = await Promise.all([ask("--stage"), ask("--others", "--exclude-standard")]);
  const records = tracked.map((line) => ({
    isRepository: line.startsWith("160000 "),
    path: line.replace(/^[^\t]*\t/, ""),
  }));
  // Of a nested repository that is not a submodule, git lists only the folder.
  const nested = others.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1));
  const modules = records.flatMap(({ isRepository, path }) => (isRepository ? [path] : []));
  const inside = [...modules, ...nested].filter((path) => existsSync(osPath(join(at, path, ".git"))));
  const below = await Promise.all(inside.map((path) => listed(root, within(folder, path), env, signal)));
  const own = [
    ...records.flatMap(({ isRepository, path }) => (isRepository ? [] : [path])),
    ...others.filter((path) => !path.endsWith("/")),
  ];
  return [...own.map((path) => within(folder, path)), ...below.flat()];
}

function within(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

function git(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
  // Not a program in the repository. An empty entry of PATH would mean the current folder.
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const program = folders.map((folder) => join(folder, "git")).find((path) => existsSync(path));
  if (program === undefined) return Promise.reject(new Error("it is not on the PATH"));
  // If this repository is broken, git must not fall back to one above it.
  const gitEnv = { ...own, ...OWN, PATH: folders.join(delimiter), GIT_CEILING_DIRECTORIES: dirname(cwd) };
  const options = { cwd, env: gitEnv, maxBuffer: MOST_BYTES };
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...SAFE, ...args],
      { ...options, encoding: "buffer", ...(signal === undefined ? {} : { signal }) },
      (error, stdout, stderr) => {
        const said = stderr.toString();
        const words =
          PASSED_OVER.exec(said)?.[1] ?? (error === null ? undefined : /^(?:fatal|error): (.*)/m.exec(said)?.[1]);
        if (words !== undefined) reject(new Error(words));
        else if (error !== null) reject(error);
        else resolve(parts(stdout));
      },
    );
  });
}

/** The texts between NUL bytes. */
function parts(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const stop = end < 0 ? bytes.length : end;
    found.push(decodeName(bytes.subarray(start, stop)));
    start = stop + 1;
  }
  return found;
}

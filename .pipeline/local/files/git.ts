import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { decodeName } from "./paths.ts";

/**
 * Nothing that a repository's own settings name may run, and for reading it does not matter who owns it. What a
 * hook or a shell has set (`GIT_DIR`, `GIT_INDEX_FILE`) is about another repository, or another state of this one.
 */
const SAFE = ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false"];
/** Nothing is fetched for a partial clone: a repository may name a program for that. */
const OWN = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_ALLOW_PROTOCOL: "none", GIT_NO_REPLACE_OBJECTS: "1" };
/** Git only warns about what it leaves out. */
const PASSED_OVER = /^warning: (could not open directory .*)/m;
const MOST_BYTES = 1024 * 1024 * 1024;

export type GitEnv = Readonly<Record<string, string | undefined>>;

/** What git prints in that checkout. `input` is what it reads from standard input. Rejects with git's own words. */
export function git(
  cwd: string,
  args: readonly string[],
  env: GitEnv,
  signal?: AbortSignal | undefined,
  input = "",
): Promise<Buffer> {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
  // Not a program in the repository. An empty entry of PATH would mean the current folder.
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const program = folders.map((folder) => join(folder, "git")).find((path) => existsSync(path));
  if (program === undefined) return Promise.reject(new Error("it is not on the PATH"));
  // If this repository is broken, git must not fall back to one above it.
  const gitEnv = { ...own, ...OWN, PATH: folders.join(delimiter), GIT_CEILING_DIRECTORIES: dirname(cwd) };
  const options = { cwd, env: gitEnv, maxBuffer: MOST_BYTES };
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...SAFE, ...args],
      { ...options, encoding: "buffer", ...(signal === undefined ? {} : { signal }) },
      (error, stdout, stderr) => {
        const said = stderr.toString();
        const words =
          PASSED_OVER.exec(said)?.[1] ?? (error === null ? undefined : /^(?:fatal|error): (.*)/m.exec(said)?.[1]);
        if (words !== undefined) reject(new Error(words));
        else if (error !== null) reject(error);
        else resolve(stdout);
      },
    );
    // It may end before it has read all; then its exit code says why.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/** The texts between NUL bytes. */
export function nulParts(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const stop = end < 0 ? bytes.length : end;
    found.push(decodeName(bytes.subarray(start, stop)));
    start = stop + 1;
  }
  return found;
}

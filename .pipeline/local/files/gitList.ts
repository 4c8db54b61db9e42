import { existsSync } from "node:fs";
import { join } from "node:path";
import { causeOf } from "../../src/errors.ts";
import { type GitEnv, git, nulParts } from "./git.ts";
import { osPath } from "./paths.ts";

/** What git lists below a root, or why it could not. */
export type GitList = { readonly paths: readonly string[] } | { readonly problem: string };

/** The paths of a checkout that are tracked, or neither tracked nor ignored, including those of submodules and nested repositories. */
export async function gitList(root: string, env: GitEnv, signal?: AbortSignal): Promise<GitList> {
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
  env: GitEnv,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const at = folder === "" ? root : join(root, folder);
  const ask = async (...args: readonly string[]) => nulParts(await git(at, ["ls-files", "-z", ...args], env, signal));
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

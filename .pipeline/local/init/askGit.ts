import { delimiter, isAbsolute, resolve } from "node:path";
import { askProgram } from "../process/runProcess.ts";
import type { Env } from "../python/interpreter.ts";

const ASK_MS = 10_000;

/** What git says about a checkout; undefined if it fails, or there is none. */
export type AskGit = (...words: readonly string[]) => Promise<string | undefined>;

/** Asks about the checkout at `root` alone, whatever a hook or a shell has set; no program that its settings name is run. */
export function askGit(root: string, env: Env, signal: AbortSignal): AskGit {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
  const path = (env.PATH ?? "").split(delimiter).filter(isAbsolute).join(delimiter);
  const safe = ["-C", root, "-c", "safe.directory=*", "-c", "core.fsmonitor=false"];
  return async (...words) => {
    const answer = await askProgram("git", [...safe, ...words], { ...own, PATH: path, LC_ALL: "C" }, ASK_MS, signal);
    return answer?.replace(/\n$/, "");
  };
}

/** Where git looks for the checkout's hooks; `shared` if core.hooksPath names a folder. Undefined without a checkout. */
export async function hooksFolder(root: string, ask: AskGit): Promise<{ folder: string; shared: boolean } | undefined> {
  const set = await ask("config", "--path", "core.hooksPath");
  if (set !== undefined && set !== "") return { folder: resolve(root, set), shared: true };
  const common = await ask("rev-parse", "--git-common-dir");
  return common === undefined ? undefined : { folder: resolve(root, common, "hooks"), shared: false };
}

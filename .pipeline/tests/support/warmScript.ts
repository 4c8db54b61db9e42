import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { cacheFolder } from "../../local/cache/cacheFolder.ts";
import { findPython } from "../../local/engine/prepare.ts";
import { lockFiles } from "../../local/files/configFiles.ts";
import { type ProcessRequest, runProcess } from "../../local/process/runProcess.ts";
import { type WarmPool, warmPool } from "../../local/process/warmPool.ts";
import { toolEnvironment } from "../../local/python/install.ts";
import { shipped } from "../../local/shipped.ts";
import type { Tool } from "../../src/model.ts";
import { TEST_CACHE } from "./cli.ts";
import { testFolder } from "./testFolder.ts";

const { signal } = new AbortController();
export const SCRIPTS = join(shipped(), "python");

/** The interpreter of a tool's environment, which is made if the tests' cache has none. */
export async function pythonOf(tool: Tool): Promise<string> {
  const [locks, env] = [lockFiles(undefined, shipped()), process.env];
  const found = await findPython("3.13", { cache: cacheFolder(TEST_CACHE), locks, env, signal });
  return (await toolEnvironment({ ...found, lock: locks.lock(tool), env, signal })).python;
}

/** A pool that ends with the test. */
export function poolOf(over: { readonly scripts?: string; readonly runs?: number } = {}): WarmPool {
  const pool = warmPool({ scripts: SCRIPTS, ...over });
  onTestFinished(() => pool.close());
  return pool;
}

/** A run of a tool as its step has it. */
export function warmRequest(
  file: string,
  cwd: string,
  args: readonly string[],
  over: Partial<ProcessRequest> = {},
): ProcessRequest {
  const env = {
    ...{ HOME: cwd, LANG: "C.UTF-8", NO_COLOR: "1", PATH: "/usr/bin:/bin", TERM: "dumb" },
    ...{ PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0", PYTHONSAFEPATH: "1", PYTHONUTF8: "1" },
    ...{ BLACK_CACHE_DIR: join(cwd, ".caches/black"), PYLINTHOME: join(cwd, ".caches/pylint") },
  };
  const limits = { timeoutMs: 100_000, maxBytes: 1_000_000, signal, contained: true };
  return { file, args, cwd, env, ...limits, ...over };
}

/** A script in the place of Pylint's launcher, which is kept warm, and a pool for it whose servers serve three runs. */
export function warmScript(file: string, python: string) {
  const folder = testFolder({ "drydock_pylint.py": python });
  writeFileSync(join(folder, "drydock_warm.py"), readFileSync(join(SCRIPTS, "drydock_warm.py")));
  const pool = poolOf({ scripts: folder, runs: 3 });
  const request = (over: Partial<ProcessRequest> = {}, words: readonly string[] = []) =>
    warmRequest(file, folder, [join(folder, "drydock_pylint.py"), ...words], over);
  return {
    folder,
    pool,
    request,
    run: (...more: Parameters<typeof request>) => pool.run(request(...more)),
    cold: () => runProcess(request()),
  };
}

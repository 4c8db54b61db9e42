import { accessSync, constants } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type ProcessResult, runProcess } from "../process/runProcess.ts";
import { pinnedUv } from "./pinnedUv.ts";
import { uvVariables } from "./uvVariables.ts";
import type { UvWorld } from "./uvWorld.ts";

export type { UvWorld };

/** The oldest uv that takes all options used here. */
const OLDEST = [0, 5] as const;
const PROBE_MS = 6000;
const DOWNLOAD_MS = 10 * 60 * 1000;

/** Path of a usable uv: the first on PATH that runs and is not too old, else the pinned one. */
export async function findUv(world: UvWorld): Promise<string> {
  for (const folder of new Set((world.env.PATH ?? "").split(":").filter(isAbsolute))) {
    const path = join(folder, "uv");
    if (isExecutable(path) && (await isUsable(path, world))) return path;
  }
  return pinnedUv(world);
}

/** Has uv fetch a Python; the path of its executable, or undefined where that can't be done. */
export async function downloadPython(
  uv: string,
  wanted: string,
  world: Pick<UvWorld, "env" | "signal">,
): Promise<string | undefined> {
  const installed = await run(uv, ["python", "install", wanted], world, DOWNLOAD_MS);
  if (installed.end.kind !== "exit" || installed.end.code !== 0) return undefined;
  const found = await run(uv, ["python", "find", "--no-project", wanted], world, PROBE_MS);
  const path = found.stdout.trim();
  return isAbsolute(path) ? path : undefined;
}

async function isUsable(path: string, world: UvWorld): Promise<boolean> {
  const { end, stdout } = await run(path, ["--version"], world, PROBE_MS);
  const [, major, minor] = /^uv (\d+)\.(\d+)\./.exec(stdout) ?? [];
  if (end.kind !== "exit" || end.code !== 0 || major === undefined) return false;
  return Number(major) > OLDEST[0] || Number(minor) >= OLDEST[1];
}

function run(
  uv: string,
  args: readonly string[],
  { env, signal }: Pick<UvWorld, "env" | "signal">,
  timeoutMs: number,
): Promise<ProcessResult> {
  // No program in ~/.local/bin: it would be more than was asked for.
  const variables = { ...uvVariables(env), UV_PYTHON_INSTALL_BIN: "0", UV_PYTHON_PREFERENCE: "only-managed" };
  return runProcess({ file: uv, args, cwd: "/", env: variables, timeoutMs, maxBytes: 1024 * 1024, signal });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

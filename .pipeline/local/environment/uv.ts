import { accessSync, constants } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { type ProcessResult, runProcess } from "../process/runProcess.ts";
import { homeFolder } from "../project/homeFolder.ts";
import { makeFolder } from "../tree/makeFolder.ts";
import { pinnedUv } from "./pinnedUv.ts";
import { withUvSettings } from "./uvSettings.ts";
import { toolVariables } from "./uvVariables.ts";
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
  world: Pick<UvWorld, "env" | "root" | "signal">,
): Promise<string | undefined> {
  const { env, root } = world;
  return withUvSettings(root, env, async (_, UV_CONFIG_FILE) => {
    // No program in ~/.local/bin: it would be more than was asked for.
    const managed = { UV_PYTHON_INSTALL_BIN: "0", UV_PYTHON_PREFERENCE: "only-managed" };
    const more = { UV_CONFIG_FILE, UV_PYTHON_INSTALL_DIR: pythonFolder(env, root), ...managed };
    const installed = await run(uv, ["python", "install", wanted], world, DOWNLOAD_MS, more);
    if (installed.end.kind !== "exit" || installed.end.code !== 0) return undefined;
    const found = await run(uv, ["python", "find", "--no-project", wanted], world, PROBE_MS, more);
    const path = found.stdout.trim();
    return isAbsolute(path) ? path : undefined;
  });
}

/** Where uv itself keeps its Pythons; where that can't be made, a folder beside the environments. */
function pythonFolder(env: UvWorld["env"], root: string): string {
  if (env.UV_PYTHON_INSTALL_DIR) return env.UV_PYTHON_INSTALL_DIR;
  const folder = join(env.XDG_DATA_HOME || join(homeFolder(env), ".local/share"), "uv/python");
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return join(dirname(root), "pythons");
  }
}

async function isUsable(path: string, world: UvWorld): Promise<boolean> {
  const { end, stdout } = await run(path, ["--version"], world, PROBE_MS, { UV_NO_CONFIG: "1" });
  const [, major, minor] = /^uv (\d+)\.(\d+)\./.exec(stdout) ?? [];
  if (end.kind !== "exit" || end.code !== 0 || major === undefined) return false;
  return Number(major) > OLDEST[0] || Number(minor) >= OLDEST[1];
}

function run(
  uv: string,
  args: readonly string[],
  { env, root, signal }: Pick<UvWorld, "env" | "root" | "signal">,
  timeoutMs: number,
  more: Readonly<Record<string, string>>,
): Promise<ProcessResult> {
  const variables = { ...toolVariables(env, root), ...more };
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

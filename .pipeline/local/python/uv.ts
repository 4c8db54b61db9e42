import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { Lock } from "../../src/flow/lock.ts";
import { homeFolder } from "../cache/cacheFolder.ts";
import { makeFolder } from "../files/disk.ts";
import { type ProcessResult, runProcess } from "../process/runProcess.ts";
import { ENVIRONMENT_VERSION, shareEnvironment } from "./environment.ts";
import { isExecutable } from "./hostPrograms.ts";
import { installError, lastOutput } from "./install.ts";
import { type Env, isPython3, probePython, pythonCandidates } from "./interpreter.ts";
import { discard } from "./temporaryFolders.ts";
import { toolVariables, withUvSettings } from "./uvSettings.ts";

/** What running uv needs. */
interface UvRunContext {
  /** The user's environment variables. */
  readonly env: Env;
  /** Folder of all environments, including that of Drydock's own uv. */
  readonly root: string;
  readonly signal: AbortSignal;
}

export interface UvContext extends UvRunContext {
  /** The lock of the pinned uv. */
  readonly lock: Lock;
  readonly onPreparing?: (what: string) => void;
  readonly systemFolders?: readonly string[];
}

/** The oldest uv that supports all options used here. */
const OLDEST = [0, 7] as const;
const PROBE_MS = 6000;
const FETCH_MS = 5 * 60 * 1000;
const DOWNLOAD_MS = 10 * 60 * 1000;
const TITLE = "the environment of uv";

/**
 * Path of a usable uv: the first on PATH that runs and is not too old, otherwise the one that started this program (uv
 * passes its own path in UV), otherwise the pinned one.
 */
export async function findUv(context: UvContext): Promise<string> {
  return (await usersUv(context))?.path ?? pinnedUv(context);
}

/** The user's uv; undefined if there is none that can be used. */
export async function usersUv(context: UvRunContext): Promise<{ path: string; version: string } | undefined> {
  const { PATH = "", UV = "" } = context.env;
  const folders = PATH.split(":").filter(isAbsolute);
  for (const path of new Set([...folders.map((folder) => join(folder, "uv")), UV].filter(isAbsolute))) {
    const version = isExecutable(path) ? await usableVersion(path, context) : undefined;
    if (version !== undefined) return { path, version };
  }
  return undefined;
}

async function usableVersion(path: string, context: UvRunContext): Promise<string | undefined> {
  const result = await run(path, ["--version"], context, PROBE_MS, { UV_NO_CONFIG: "1" });
  const [, version, major, minor] = /^uv ((\d+)\.(\d+)\.\S+)/.exec(result.stdout) ?? [];
  if (!succeeded(result)) return undefined;
  return Number(major) > OLDEST[0] || Number(minor) >= OLDEST[1] ? version : undefined;
}

/** Path of the pinned uv, installed by pip into a folder of Drydock, with any Python that has venv. */
async function pinnedUv(context: UvContext): Promise<string> {
  const { lock } = context;
  const folder = pinnedUvFolder(context);
  const fill = async (fresh: string) => {
    const venv = await makeVenv(fresh, context);
    const requirements = join(venv, "requirements.txt");
    writeFileSync(requirements, lock.text);
    const pip = ["-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", requirements];
    const result = await run(join(venv, "bin", "python"), ["-I", ...pip], context, FETCH_MS);
    if (!succeeded(result)) throw installError(TITLE, "pip install", result, "Install uv yourself.");
    // uv is a single program without Python: moved out of the venv, it survives the removal of the Python that installed it.
    mkdirSync(join(fresh, "bin"));
    renameSync(join(venv, "bin", "uv"), join(fresh, "bin", "uv"));
    await discard(venv);
  };
  await shareEnvironment({ folder, purpose: "uv", python: "", title: TITLE, fill }, context);
  return join(folder, "bin", "uv");
}

/** Where the pinned uv is, or will be. */
export function pinnedUvFolder({ root, lock }: Pick<UvContext, "root" | "lock">): string {
  const parts = [ENVIRONMENT_VERSION, lock.text, process.platform, process.arch];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  return join(root, `uv-${digest}`);
}

/** A virtual environment with pip, created by the first Python that can: Debian's may lack ensurepip. */
async function makeVenv(folder: string, context: UvContext): Promise<string> {
  const { env, signal } = context;
  const tried = new Set<string>();
  const failures: string[] = [];
  for (const candidate of pythonCandidates("3", env, context.systemFolders)) {
    const probe = await probePython(candidate.path, env, signal);
    if (probe === undefined || tried.has(probe.path) || !isPython3(probe.version, 8)) continue;
    const venv = join(folder, `venv-${tried.size}`);
    tried.add(probe.path);
    const result = await run(probe.path, ["-I", "-m", "venv", venv], context, FETCH_MS);
    if (succeeded(result)) return venv;
    failures.push(`${probe.path} (${probe.version}): ${lastOutput(result)}`);
    await discard(venv);
  }
  const why =
    failures.length === 0
      ? "there is no Python 3.8 or newer"
      : `no Python here can create a virtual environment:\n${failures.join("\n")}`;
  throw new DrydockError(
    "broken",
    `uv, which installs the tools, is not on PATH and cannot be installed: ${why}`,
    "Install uv, or Python's venv module (on Debian and Ubuntu: apt install python3-venv).",
  );
}

/** Downloads a Python with uv; returns the path of its executable, or undefined if that fails. */
export async function downloadPython(uv: string, wanted: string, context: UvRunContext): Promise<string | undefined> {
  const { env, root } = context;
  return withUvSettings(root, env, async (_, UV_CONFIG_FILE) => {
    // Do not install a program into ~/.local/bin: the user did not ask for that.
    const managed = { UV_PYTHON_INSTALL_BIN: "0", UV_PYTHON_PREFERENCE: "only-managed" };
    const extra = { UV_CONFIG_FILE, UV_PYTHON_INSTALL_DIR: pythonFolder(env, root), ...managed };
    if (!succeeded(await run(uv, ["python", "install", wanted], context, DOWNLOAD_MS, extra))) return undefined;
    const { stdout } = await run(uv, ["python", "find", "--no-project", wanted], context, PROBE_MS, extra);
    const path = stdout.trim();
    return isAbsolute(path) ? path : undefined;
  });
}

/** Where uv itself keeps its Pythons; if that cannot be created, a folder next to the environments. */
function pythonFolder(env: Env, root: string): string {
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

function run(
  file: string,
  args: readonly string[],
  { env, root, signal }: UvRunContext,
  timeoutMs: number,
  extra: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  const variables = { ...toolVariables(env, root), ...extra };
  return runProcess({ file, args, cwd: "/", env: variables, timeoutMs, maxBytes: 16 * 1024 * 1024, signal });
}

function succeeded({ end }: ProcessResult): boolean {
  return end.kind === "exit" && end.code === 0;
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { selectChecks, toolSpec } from "../../src/checks/catalog.ts";
import type { ImageTool } from "../../src/checks/rows.ts";
import { causeOf, isDrydockError } from "../../src/errors.ts";
import { lockedVersion } from "../../src/flow/lock.ts";
import { planCheck } from "../../src/flow/plan.ts";
import type { Settings } from "../../src/model.ts";
import { checkoutOf } from "../engine/root.ts";
import { lockFiles } from "../files/configFiles.ts";
import { askProgram, runProcess } from "../process/runProcess.ts";
import { hostProgram } from "../python/hostPrograms.ts";
import { type Env, findInterpreter, isPython3, probePython, pythonCandidates } from "../python/interpreter.ts";
import { pinnedUvFolder, usersUv } from "../python/uv.ts";
import { shipped } from "../shipped.ts";
import { fail, ok, warn } from "./symptom.ts";

export interface Machine {
  readonly env: Env;
  readonly cwd: string;
  /** The cache folder, which need not exist. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

const ASK_MS = 5000;

/** The uv that would be used now; undefined if it would have to be installed first. */
export async function presentUv({ env, cache, signal }: Machine) {
  const root = join(cache, "environments");
  const own = await usersUv({ env, root, signal });
  const lock = lockFiles(undefined, shipped()).lock("uv");
  const pinned = join(pinnedUvFolder({ root, lock }), "bin", "uv");
  return own ?? (existsSync(pinned) ? { path: pinned, version: lockedVersion(lock) } : undefined);
}

/** Which Python would run the tools. Nothing is downloaded. */
export async function lookAtPython(wanted: string, { env, cache, signal }: Machine, uv: unknown) {
  const memoFile = join(cache, "interpreters.json");
  const install = `Install Python ${wanted}, or uv, which can download it.`;
  try {
    const { version, path, matches } = await findInterpreter(wanted, { env, memoFile, signal });
    if (matches) return ok(`${version} at ${path}`);
    const next = "a run tries to download it, and otherwise uses this one";
    return warn(`${wanted} is not here, but ${version} at ${path}: ${next}`, install);
  } catch (error) {
    signal.throwIfAborted();
    if (uv !== undefined) return warn(`there is none: a run tries to download ${wanted} with uv`, install);
    return fail(causeOf(error), isDrydockError(error) ? error.hint : install);
  }
}

/** Whether there is a uv, or one can be had. */
export async function lookAtUv(machine: Machine, uv: Awaited<ReturnType<typeof presentUv>>) {
  if (uv !== undefined) return ok(`${uv.version} at ${uv.path}`);
  const { env, signal } = machine;
  const version = lockedVersion(lockFiles(undefined, shipped()).lock("uv"));
  for (const { path } of pythonCandidates("3", env)) {
    const probe = await probePython(path, env, signal);
    if (probe === undefined || !isPython3(probe.version, 8)) continue;
    if ((await askProgram(probe.path, ["-I", "-c", "import ensurepip, venv"], env, ASK_MS, signal)) !== undefined)
      return ok(`not on PATH: the first run installs ${version} into the cache, with ${probe.path}`);
  }
  const hint = "Install uv, or Python's venv module (on Debian and Ubuntu: apt install python3-venv).";
  return fail("not on PATH, and no Python here can install it", hint);
}

/** Whether make would use Dagger. The local engine needs neither of them. */
export async function lookAtEngine({ env, signal }: Machine) {
  const docker = await askProgram("docker", ["version", "--format", "{{.Server.Version}}"], env, ASK_MS, signal);
  const dagger = await askProgram("dagger", ["version"], env, ASK_MS, signal);
  const version = /v?\d+\.\d+\.\d+\S*/.exec(dagger ?? "")?.[0];
  return ok(
    docker === undefined
      ? `the local one, which drydock always uses; no Docker answers${version ? ` (dagger ${version})` : ""}`
      : `the local one, which drydock always uses; Docker ${docker.trim()} answers, so make would use Dagger${version ? ` ${version}` : ""}`,
  );
}

/** Whether git can be asked about this checkout. */
export async function lookAtGit({ cwd, env, signal }: Machine) {
  const version = (await askProgram("git", ["--version"], env, ASK_MS, signal))?.trim().replace(/^git version /, "");
  if (version === undefined) {
    const message = "not on PATH: .gitignore files are read instead, and --since does not work";
    return warn(message, "Install git.");
  }
  const root = checkoutOf(cwd);
  if (root === undefined)
    return warn(`${version}, but this folder is in no repository`, 'Run "git init", or go to one.');
  const own = Object.entries(env).filter((pair): pair is [string, string] => !!pair[1] && !pair[0].startsWith("GIT_"));
  const { end, stderr } = await runProcess({
    file: "git",
    args: ["-C", root, "rev-parse", "--git-dir"],
    cwd: "/",
    env: { ...Object.fromEntries(own), LC_ALL: "C" },
    timeoutMs: ASK_MS,
    maxBytes: 64 * 1024,
    signal,
  });
  if (end.kind === "exit" && end.code === 0) return ok(`${version}, in the repository ${root}`);
  const quoted = `'${root.replaceAll("'", "'\\''")}'`;
  if (/dubious ownership/.test(stderr))
    return warn(
      `${version}, but ${root} belongs to another user: Drydock reads it, git itself refuses`,
      `If you trust it: git config --global --add safe.directory ${quoted}`,
    );
  const words = /^(?:fatal|error): (.*)/m.exec(stderr)?.[1] ?? "git fails";
  return warn(`${version}, but ${root} cannot be read: ${words}`, `Repair the repository, or move ${root}/.git away.`);
}

/** The tools that are programs of the user's, of the checks that the settings choose. */
export function neededPrograms(settings: Settings): readonly ImageTool[] {
  const input = { settings, targets: [], named: false, configs: {}, application: false, olderPython: false };
  const tools = selectChecks("all", settings).flatMap((check) => planCheck(check, input).steps.map(({ tool }) => tool));
  return [...new Set(tools)].map((tool) => toolSpec(tool).source).filter((source) => source.kind === "image");
}

export async function lookAtProgram(tool: ImageTool, { env, signal }: Machine) {
  const { version, path } = await hostProgram(tool, env, signal);
  return ok(`${version} at ${path}`);
}

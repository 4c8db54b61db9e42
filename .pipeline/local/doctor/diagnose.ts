import { DEFAULT_SETTINGS } from "../../src/flow/settings.ts";
import { cacheFolderPath } from "../cache/cacheFolder.ts";
import { findConfig } from "../engine/project.ts";
import { lookAtIndex } from "./packageIndex.ts";
import { lookAtCache, lookAtConfig, lookAtDisk } from "./places.ts";
import {
  lookAtEngine,
  lookAtGit,
  lookAtProgram,
  lookAtPython,
  lookAtUv,
  type Machine,
  neededPrograms,
  presentUv,
} from "./programs.ts";
import { look, type Symptom } from "./symptom.ts";

export interface DoctorRequest {
  readonly cwd: string;
  readonly env: Machine["env"];
  readonly signal: AbortSignal;
  readonly config?: string;
  readonly python?: string;
}

/** Looks at all that a run needs. Whatever is missing or broken is a line of the answer; only an interruption throws. */
export async function diagnose(request: DoctorRequest): Promise<readonly Symptom[]> {
  const { cwd, env, signal } = request;
  const found = attempt(() => findConfig(request));
  const settings = found?.settings ?? DEFAULT_SETTINGS;
  // Where the cache would be a mistake, its own line says so, and the others go by an empty one.
  const machine: Machine = { cwd, env, signal, cache: attempt(() => cacheFolderPath(env)) ?? "/nowhere" };
  const uv = await presentUv(machine).catch(() => undefined);
  signal.throwIfAborted();
  const one = (name: string, examine: Parameters<typeof look>[1]) => look(name, examine, signal);
  return Promise.all([
    one("config", () => lookAtConfig(findConfig(request))),
    one("python", () => lookAtPython(settings.python, machine, uv)),
    one("uv", () => lookAtUv(machine, uv)),
    one("index", () => lookAtIndex(machine, uv)),
    ...neededPrograms(settings).map((tool) => one(tool.program, () => lookAtProgram(tool, machine))),
    one("cache", () => lookAtCache(env)),
    one("disk", () => lookAtDisk(env)),
    one("engine", () => lookAtEngine(machine)),
    one("git", () => lookAtGit(machine)),
  ]);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

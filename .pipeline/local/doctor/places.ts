import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { selectChecks } from "../../src/checks/catalog.ts";
import { cacheState, OWN_FOLDERS, type OwnName, ownEntries } from "../cache/cacheContents.ts";
import { cacheFolderPath, requireOwn } from "../cache/cacheFolder.ts";
import { sizeOf } from "../cache/prune.ts";
import { type findConfig, SETTINGS_FILE } from "../engine/project.ts";
import type { Env } from "../python/interpreter.ts";
import { fail, ok, warn } from "./symptom.ts";

const MEGABYTE = 1024 * 1024;
/** What the environments of all tools take, and a little. */
const COMFORTABLE_MEGABYTES = 1024;
const LEAST_MEGABYTES = 100;

/** Whether the settings can be used. */
export function lookAtConfig(config: ReturnType<typeof findConfig>) {
  const { folder, name, settings } = config;
  const checks = selectChecks("all", settings).map((check) => check.name);
  const file = existsSync(join(folder, SETTINGS_FILE)) ? join(name, SETTINGS_FILE) : undefined;
  return ok(`${file ?? `no ${SETTINGS_FILE}: the defaults count`}; run-all runs ${checks.join(", ")}`);
}

/** Whether results and tools can be kept. Nothing is created. */
export function lookAtCache(env: Env) {
  const folder = cacheFolderPath(env);
  const there = existingAbove(folder);
  if (there === folder) requireOwn(folder);
  const hint = "Name another folder with DRYDOCK_CACHE.";
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch {
    return warn(`${folder} is not writable, so nothing is kept and each run installs the tools`, hint);
  }
  if (cacheState(folder) === "nothing") return ok(`${folder}, created by the first run`);
  const seen = new Set<string>();
  const sizes = (Object.keys(OWN_FOLDERS) as OwnName[]).flatMap((name) =>
    ownEntries(folder, name).map((path) => sizeOf(path, seen)),
  );
  return ok(`${folder}, ${megabytes(sizes.reduce((sum, size) => sum + size, 0))}`);
}

/** Whether there is room where Drydock writes. */
export function lookAtDisk(env: Env, freeIn: (folder: string) => number = freeBytes) {
  const rooms = [cacheFolderPath(env), tmpdir()].map((folder) => ({ folder, free: freeIn(existingAbove(folder)) }));
  const message = rooms.map(({ folder, free }) => `${megabytes(free)} free for ${folder}`).join(", ");
  const least = Math.min(...rooms.map(({ free }) => free)) / MEGABYTE;
  const hint = "Free some space: drydock cache prune removes what has not been used for long.";
  if (least < LEAST_MEGABYTES) return fail(message, hint);
  return least < COMFORTABLE_MEGABYTES ? warn(message, hint) : ok(message);
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function existingAbove(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingAbove(dirname(path));
}

function megabytes(bytes: number): string {
  return bytes < 1024 * MEGABYTE ? `${(bytes / MEGABYTE).toFixed(0)} MB` : `${(bytes / MEGABYTE / 1024).toFixed(1)} GB`;
}

import { existsSync, mkdirSync, renameSync, utimesSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import { environmentHealth } from "./environmentHealth.ts";
import { writeManifest } from "./manifest.ts";
import { discard, removeLeftovers, temporaryPath } from "./temporaryFolders.ts";

export interface EnvironmentRequest {
  /** Folder of all environments. */
  readonly root: string;
  /** Final path, below `root`; its name tells everything that went into it. */
  readonly folder: string;
  /** As in the manifest. */
  readonly purpose: string;
  readonly python: string;
  /** For people: `the environment of pylint`. */
  readonly title: string;
  readonly signal: AbortSignal;
  /** Fills a new empty folder; may throw at any moment. */
  readonly fill: (folder: string) => Promise<void>;
  readonly onPreparing?: ((what: string) => void) | undefined;
}

/**
 * Makes sure of a healthy environment under its final name. It appears there by a rename, whole or not at all, so
 * processes need no lock: of two that make the same one, the second to end uses that of the first.
 */
export async function shareEnvironment(request: EnvironmentRequest): Promise<void> {
  const { root, folder, title, signal, onPreparing } = request;
  signal.throwIfAborted();
  const trouble = await environmentHealth(folder);
  if (trouble === undefined) {
    markUsed(folder);
    return;
  }
  onPreparing?.(existsSync(folder) ? `making ${title} again: ${trouble}` : `making ${title}`);
  const temporary = newFolder(request);
  try {
    await removeLeftovers(root);
    await request.fill(temporary);
    signal.throwIfAborted();
    writeManifest(temporary, request.purpose, request.python);
    await putInPlace(temporary, request);
  } finally {
    await discard(temporary);
  }
}

async function putInPlace(fresh: string, { root, folder }: EnvironmentRequest): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    try {
      return renameSync(fresh, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
    if ((await environmentHealth(folder)) === undefined) return;
    await setAside(root, folder);
  }
  throw new DrydockError("broken", `The damaged environment ${folder} can't be replaced.`, "Remove that folder.");
}

/** Takes an unhealthy environment out of the way; a healthy one, put there by another process just now, goes back. */
async function setAside(root: string, folder: string): Promise<void> {
  const aside = temporaryPath(root);
  try {
    renameSync(folder, aside);
    if ((await environmentHealth(aside)) === undefined) renameSync(aside, folder);
  } catch {
    // Another process was quicker; the caller looks again.
  }
  await discard(aside);
}

function newFolder({ root, title }: EnvironmentRequest): string {
  try {
    const folder = temporaryPath(root);
    mkdirSync(folder);
    return folder;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DrydockError(
      "broken",
      `There is no room for ${title} in ${root} (${code}).`,
      "Name another cache folder with DRYDOCK_CACHE.",
      error,
    );
  }
}

/** Pruning goes by the folder's time. */
function markUsed(folder: string): void {
  try {
    const now = new Date();
    utimesSync(folder, now, now);
  } catch {
    // A cache that has become read-only is not pruned either.
  }
}

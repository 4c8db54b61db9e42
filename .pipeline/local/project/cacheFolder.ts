import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { homeFolder } from "./homeFolder.ts";

export interface CacheFolder {
  readonly folder: string;
  /** Why it is a temporary one that goes with this run; undefined for the lasting one. */
  readonly trouble?: string;
}

/** `$DRYDOCK_CACHE`, else `drydock` in `$XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolderPath(env: NodeJS.ProcessEnv): string {
  return env.DRYDOCK_CACHE || join(env.XDG_CACHE_HOME || join(homeFolder(env), ".cache"), "drydock");
}

/** The cache folder, made and proven writable; where it can't be, a temporary folder and the reason. */
export function cacheFolder(path: string): CacheFolder {
  try {
    makeFolder(path);
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, "drydock");
    rmSync(probe);
    return { folder: path };
  } catch (error) {
    return { folder: temporaryFolder(), trouble: troubleWith(path, error as NodeJS.ErrnoException) };
  }
}

/** As `mkdir -p`. Node's own never ends where a folder that is there takes no other and says ENOENT, as /proc does. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Node says ENOENT of a folder that it can't make on a read-only disk; the folder above it that is there tells more. */
function troubleWith(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code !== "ENOENT") return code ?? message;
  let above = path;
  while (!existsSync(above)) above = dirname(above);
  try {
    accessSync(above, constants.W_OK);
    return code;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? code;
  }
}

/** A folder that is removed when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

export interface CacheFolder {
  readonly folder: string;
  /** Why it is a temporary one that goes with this run; undefined for the lasting one. */
  readonly trouble?: string;
}

/** `$DRYDOCK_CACHE`, else `drydock` in `$XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolderPath(env: NodeJS.ProcessEnv): string {
  return env.DRYDOCK_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "drydock");
}

/** The cache folder, made and proven writable; where it can't be, a temporary folder and the reason. */
export function cacheFolder(path: string): CacheFolder {
  try {
    mkdirSync(path, { recursive: true });
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, "drydock");
    rmSync(probe);
    return { folder: path };
  } catch (error) {
    return { folder: temporaryFolder(), trouble: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/** A folder that is removed when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import type { Lock } from "../../src/lock.ts";

/** What finding uv needs to know. */
export interface UvWorld {
  /** The user's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of all environments; a uv of Drydock's own stands there. */
  readonly root: string;
  /** Names the pinned uv. */
  readonly lock: Lock;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
  readonly systemFolders?: readonly string[];
}

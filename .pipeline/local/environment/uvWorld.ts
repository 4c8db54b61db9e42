/** What finding uv needs to know. */
export interface UvWorld {
  /** The user's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of all environments; a uv of Drydock's own stands there. */
  readonly root: string;
  /** Hash-locked requirements that name the pinned uv, an absolute path. */
  readonly lockFile: string;
  readonly signal: AbortSignal;
  readonly onPreparing?: (what: string) => void;
  readonly systemFolders?: readonly string[];
}

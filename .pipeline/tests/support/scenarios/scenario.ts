/** A small project and how a tool is run on it, so that its real output can be recorded. */
export interface Scenario {
  /** Path in the source folder → text, bytes, or where a symlink points. */
  readonly files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;
  /** Text of the config file instead of the tool's usual one; null leaves it out. */
  readonly config?: string | null;
  /** Further files beside the config. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Files that nobody may read. */
  readonly unreadable?: readonly string[];
  /** Another argv than the recording's usual one. */
  readonly argv?: readonly string[];
}

/** What to record for one tool; words of argv may hold `{config}` (the file), `{cache}` and `{scripts}` (folders). */
export interface Recording {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly configFile: string;
  readonly config: string;
  readonly scenarios: Readonly<Record<string, Scenario>>;
}

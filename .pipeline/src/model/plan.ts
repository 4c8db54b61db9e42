/** The pinned tools; tools.ts says how each is had. */
export type Tool = "pylint" | "black" | "mypy" | "ruff" | "pytest" | "php";

/**
 * What a step's verdict is for.
 * - `gate`: decides the check.
 * - `change`: rewrites the source; it only must not break, what is left to find the gates after it say.
 * - `opinion`: gives findings that never fail the check.
 * - `oracle`: only says which files the wanted Python's grammar rejects (see judge.ts).
 */
export type Role = "gate" | "change" | "opinion" | "oracle";

/**
 * One command, as data. `argv[0]` is a program of the tool's environment (`python`, `ruff`).
 * Words may hold placeholders, which the executor fills in: `{config}` the step's config file, `{cache}` the tool's
 * cache folder, `{cores}`, `{scripts}` the folder of Drydock's own scripts, `{tool-site}` the site-packages of the
 * tool's environment, `{app-python}` and `{app-site}` the application's interpreter and site-packages. So a plan says
 * the same on every machine, and the cache key is made of it as it is.
 */
export interface Step {
  readonly id: string;
  readonly tool: Tool;
  readonly role: Role;
  readonly argv: readonly string[];
  /** Words to run instead, once, when the tool ended by itself but said this: a fault of the moment, not of the source. */
  readonly again?: { readonly said: readonly string[]; readonly argv: readonly string[] };
  /** Name of the one file of the config folder that this step sees. */
  readonly config?: string;
  /** TOML table that the config file must hold: without it the tool takes no notice of the file, and does not say so. */
  readonly configSection?: string;
  /** The whole environment of the process, but for PATH and HOME, which the executor gives. */
  readonly env: Readonly<Record<string, string>>;
}

/** What to run for one check. Steps run one after another in the source folder. */
export interface Plan {
  readonly check: string;
  readonly steps: readonly Step[];
  readonly timeoutSeconds: number;
  /** `tree`: the tools only read. `copy`: they may write, so they get a copy of the tree of their own. */
  readonly workspace: "tree" | "copy";
  /** Whether the application's own dependencies are wanted (and were named by the user). */
  readonly application: boolean;
}

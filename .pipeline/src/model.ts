/** How much a finding weighs. Order: error > warning > info. */
export type Severity = "error" | "warning" | "info";

/**
 * One thing a tool found in one place. Made by the parsers, read by the reports.
 * The order of findings is canonical: path, line, column, check, rule, message.
 */
export interface Finding {
  /** Name of the check (a catalog row) that found it. */
  readonly check: string;
  /** The tool's own id of the rule, such as `F401`, `unused-import`, `arg-type`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the repository, with `/`, with the source's prefix: `src/main.py`. */
  readonly path: string;
  /** 1-based; 1 when the tool names no line. */
  readonly line: number;
  /** 1-based; 1 when the tool names no column. */
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Set where it is not known what the tool's columns count; otherwise they count Unicode code points. In no report. */
  readonly columnUnit?: "unknown";
  /** The package that this import needs and that is not installed, by its name in an index. In no report. */
  readonly missing?: string;
  /** The tool's words, without paths of the machine it ran on. */
  readonly message: string;
  /** Documentation of the rule. */
  readonly url?: string;
  /** Changes no verdict, whatever the gate: what another tool than the check's own would do. */
  readonly opinion?: true;
}

/** What fails a check: a finding of this severity or above; `never` makes it print only. */
export type Gate = Severity | "never";

/** `<config>/drydock.json`, with defaults filled in. Schema: .pipeline/schema/drydock.schema.json. */
export interface Settings {
  /** Wanted Python, `major.minor`. */
  readonly python: string;
  /** Checks of run-all; empty means the catalog's own. */
  readonly checks: readonly string[];
  readonly formatter: "black" | "ruff";
  /** What is checked: paths of files and folders from the repository's root; undefined: what is found. */
  readonly source?: readonly string[];
  /** Path of what says what the application needs, from the repository, with the parts that are chosen of it. */
  readonly requirements?: string;
  readonly gates: Readonly<Record<string, Gate>>;
  /** Seconds, per check. */
  readonly timeout: Readonly<Record<string, number>>;
  /** Glob patterns of paths that are not checked, besides the built-in ones. */
  readonly ignore: readonly string[];
  /** Whether a check is broken by what its tool only warns about in its settings. */
  readonly strictConfig: boolean;
}

/** A file or folder that is checked: its path from the root, and for which names of files (see CheckSpec) it holds one. */
export interface Target {
  /** `.` for the root itself. */
  readonly path: string;
  /** Each list of names in one text, with blanks between. */
  readonly holds: ReadonlySet<string>;
}

/**
 * The config that a tool reads. `given`: handed over by option, from the config folder. `found`: where the tool's own
 * search finds it. `none`: the tool's defaults count.
 */
export type ToolConfig =
  /** `path`: from the root; undefined where the config folder is not below it. */
  | { readonly how: "given"; readonly name: string; readonly path?: string }
  | { readonly how: "found"; readonly path: string }
  | { readonly how: "none" };

/** The name of a pinned tool, such as `mypy`: a row of TOOLS in checks/catalog.ts. */
export type Tool = string;

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
  /** What to run instead, once, if the tool exited by itself but printed `when`: a passing fault, not one of the source. */
  readonly retry?: { readonly when: string; readonly argv: readonly string[] };
  /** The config that its tool reads; undefined where there is none, or it needs none. */
  readonly config?: Exclude<ToolConfig, { readonly how: "none" }>;
  /** TOML table that a given config must hold: without it the tool takes no notice of the file, and does not say so. */
  readonly configSection?: string;
  /** The whole environment of the process, but for PATH and HOME, which the executor gives. */
  readonly env: Readonly<Record<string, string>>;
}

/** What to run for one check. Steps run one after another in the root of the tree. */
export interface Plan {
  readonly check: string;
  readonly steps: readonly Step[];
  readonly timeoutSeconds: number;
  /** `tree`: the tools only read. `copy`: they may write, so they get a copy of the tree of their own. */
  readonly workspace: "tree" | "copy";
  /** Whether the application's own dependencies are wanted (and were named by the user). */
  readonly application: boolean;
}

/** How a process ended. `code` as the tool gave it; `seconds` and `bytes` are the limit that was hit. */
export type End =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "timeout"; readonly seconds: number }
  | { readonly kind: "overflow"; readonly bytes: number }
  | { readonly kind: "not-started"; readonly reason: string };

/** What one step printed and how it ended. */
export interface Output {
  readonly step: string;
  readonly end: End;
  readonly stdout: string;
  readonly stderr: string;
}

/** What happened when a plan was carried out: an output for each step that ran, in the plan's order. */
export interface Execution {
  readonly outputs: readonly Output[];
  /** Absolute path of the folder the tools ran in, a copy of the root; parsers make paths relative to it. */
  readonly cwd: string;
  readonly durationMs: number;
  readonly cached: boolean;
}

/** The only seam between the core and an engine. Rejects only when the plan could not be carried out at all. */
export type Executor = (plan: Plan, signal: AbortSignal) => Promise<Execution>;

/** Why a file breaks each check it belongs to: a NUL byte in it, or a name that is not UTF-8, by which no tool gets it. */
export type Fault = "nul" | "name";

/** What is checked: the files of the targets by their paths from the root, whether the tools are given them or not. */
export interface Source {
  /** The root's path in the repository that findings are told in; mostly empty. */
  readonly prefix: string;
  /** The targets as a message calls them. */
  readonly name: string;
  readonly paths: Iterable<string>;
  /** Paths of all files from the root, whether they are checked or not; left out: those that are. */
  readonly tree?: Iterable<string>;
  readonly faults: ReadonlyMap<string, Fault>;
  /** Nothing to check is not an error. */
  readonly allowEmpty: boolean;
}

export type Verdict = "passed" | "failed" | "broken" | "skipped";

/** The outcome of one check. `reason` says why it is broken or skipped, which gate failed, or what the tool failed by. */
export interface CheckResult {
  readonly check: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** The settings' gate of this check; left out where the tool's own verdict counts. */
  readonly gate?: Gate;
  /** How many files the tool looked at, where it says so. */
  readonly files?: number;
  readonly findings: readonly Finding[];
  readonly notices: readonly string[];
  readonly durationMs: number;
  readonly cached: boolean;
}

/** All results of one call, in catalog order. The same input gives the same bytes, but for times and `cached`. */
export interface Run {
  readonly version: 1;
  /** `broken` when any check is, else `failed` when any is, else `passed`; `skipped` when all are. */
  readonly verdict: Verdict;
  readonly results: readonly CheckResult[];
  readonly totals: Readonly<Record<Verdict | "findings", number>>;
  /** The Python the settings ask for and the one that ran (null when no tool ran and none was looked for). */
  readonly python: { readonly wanted: string; readonly used: string | null };
  readonly notices: readonly string[];
  readonly durationMs: number;
}

/** What a report shows besides the run. Both entry points build it the same way, so that both engines write the same bytes. */
export interface ReportContext {
  /** Lines near findings: path in the repository → 1-based number → text without its line break. Empty where unknown. */
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Address of a line in the repository's web view, with `{path}` and `{line}`. */
  readonly lineUrl?: string;
}

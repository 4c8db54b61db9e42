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
  /** Relative to the repository, with `/`: `src/main.py`. */
  readonly path: string;
  /** 1-based; 1 if the tool names no line. */
  readonly line: number;
  /** 1-based; 1 if the tool names no column. */
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Set where it is not known what the tool's columns count; otherwise they count Unicode code points. In no report. */
  readonly columnUnit?: "unknown";
  /** The package that this import needs and that is not installed, by its name in an index. In no report. */
  readonly missing?: string;
  /** The tool's message, without paths of the machine it ran on. */
  readonly message: string;
  /** Documentation of the rule. */
  readonly url?: string;
  /** Changes no verdict, whatever the gate: what a tool other than the check's own would do. */
  readonly opinion?: true;
  /** How the tool itself would mend it. */
  readonly fix?: Fix;
  /** Set in a run that was compared: whether an earlier state has it too. What is existing fails no check. */
  readonly state?: "new" | "existing";
}

/** What a tool would change to mend a finding. `safe`: its fix verb does it; otherwise it may change what the code does. */
export interface Fix {
  readonly safe: boolean;
  /** Sorted by place, never overlapping. Long ones are left out: the list may be empty. */
  readonly edits: readonly Edit[];
}

/** The text between two places, and what takes its place. Lines and columns as in Finding; the end is exclusive. */
export interface Edit {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** What fails a check: a finding of this severity or above; with `never` the check only prints. */
export type Gate = Severity | "never";

/** `<config>/drydock.json`, with defaults filled in. Schema: .pipeline/schema/drydock.schema.json. */
export interface Settings {
  /** Wanted Python, `major.minor`. */
  readonly python: string;
  /** Checks of run-all; empty means the catalog's own. */
  readonly checks: readonly string[];
  readonly formatter: "black" | "ruff";
  /** What to check: paths of files and folders from the repository's root; undefined: whatever is found. */
  readonly source?: readonly string[];
  /** Path of the file with the application's requirements, from the repository's root, with the chosen extras and groups. */
  readonly requirements?: string;
  readonly gates: Readonly<Record<string, Gate>>;
  /** Seconds, per check. */
  readonly timeout: Readonly<Record<string, number>>;
  /** Glob patterns of paths not to check, besides the built-in ones. */
  readonly ignore: readonly string[];
  /** Whether a tool's warning about its own settings breaks the check. */
  readonly strictConfig: boolean;
  /** Whether Pylint's score, below fail-under, also fails a run that was compared. */
  readonly strictScore: boolean;
}

/** A file or folder to check: its path from the root, and which kinds of files it contains. */
export interface Target {
  /** `.` for the root itself. */
  readonly path: string;
  /** Each kind as its name patterns (CheckSpec.files), joined by spaces. */
  readonly holds: ReadonlySet<string>;
}

/**
 * The config that a tool reads. `given`: passed as an option, from the config folder. `found`: where the tool itself
 * finds it. `none`: the tool's defaults apply.
 */
export type ToolConfig =
  /** `path`: from the root; undefined if the config folder is not below it. */
  | { readonly how: "given"; readonly name: string; readonly path?: string }
  | { readonly how: "found"; readonly path: string }
  | { readonly how: "none" };

/** The name of a pinned tool, such as `mypy`: a row of TOOLS in checks/catalog.ts. */
export type Tool = string;

/**
 * What a step's verdict is for.
 * - `gate`: decides the check.
 * - `change`: rewrites the source. It must not break; the gates after it report what is left.
 * - `opinion`: its findings never fail the check.
 * - `oracle`: only says which files the wanted Python's grammar rejects (see judge.ts).
 */
export type Role = "gate" | "change" | "opinion" | "oracle";

/**
 * One command, as data. `argv[0]` is a program of the tool's environment (`python`, `ruff`).
 * Its words may contain placeholders, which the executor fills in: `{config}` the step's config file, `{cache}` the tool's
 * cache folder, `{cores}`, `{scripts}` the folder of Drydock's own scripts, `{tool-site}` the site-packages of the
 * tool's environment, `{app-python}` and `{app-site}` the application's interpreter and site-packages. So a plan is the
 * same on every machine, and goes into the cache key as it is.
 */
export interface Step {
  readonly id: string;
  readonly tool: Tool;
  readonly role: Role;
  readonly argv: readonly string[];
  /** What to run instead, once, if the tool exited by itself but printed `when`: a passing fault, not one of the source. */
  readonly retry?: { readonly when: string; readonly argv: readonly string[] };
  /** The config that its tool reads; undefined if there is none, or the step needs none. */
  readonly config?: Exclude<ToolConfig, { readonly how: "none" }>;
  /** TOML table that a given config must contain: without it the tool silently ignores the file. */
  readonly configSection?: string;
  /** The whole environment of the process, except PATH and HOME, which the executor sets. */
  readonly env: Readonly<Record<string, string>>;
}

/** What to run for one check. Steps run one after another in the root of the tree. */
export interface Plan {
  readonly check: string;
  readonly steps: readonly Step[];
  readonly timeoutSeconds: number;
  /** `tree`: the tools only read. `copy`: they may write, so they get their own copy of the tree. */
  readonly workspace: "tree" | "copy";
  /** Whether the plan needs the application's own dependencies, and the user named them. */
  readonly application: boolean;
}

/** How a process ended. `code` is the tool's own; `seconds` and `bytes` are the limit that was hit. */
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

/** Why a file breaks each check that covers it: it contains a NUL byte, or its name is not UTF-8, so that no tool gets it. */
export type Fault = "nul" | "name";

/** What is checked: the files of the targets, whether the tools get them or not. */
export interface Source {
  /** The root's path in the repository, with which every finding's path starts; mostly empty. */
  readonly prefix: string;
  /** What messages call the targets. */
  readonly name: string;
  /** From the root. */
  readonly paths: Iterable<string>;
  /** Paths of all files below the root, checked or not; if left out, the same as `paths`. */
  readonly tree?: Iterable<string>;
  readonly faults: ReadonlyMap<string, Fault>;
  /** Whether having nothing to check is fine. */
  readonly allowEmpty: boolean;
}

export type Verdict = "passed" | "failed" | "broken" | "skipped";

/** One test that a test tool ran. */
export interface TestCase {
  /** With its parameters: `test_rows[2]`. */
  readonly name: string;
  /** The class around it, `TestA::TestB` for nested ones. */
  readonly class?: string;
  /** Relative to the repository, with `/`. */
  readonly file: string;
  readonly seconds: number;
  /** `error`: something around it failed, such as a fixture. */
  readonly outcome: "passed" | "failed" | "error" | "skipped";
  /** Why it was skipped, or the messages of its findings, one a line. */
  readonly message?: string;
}

/** The outcome of one check. `reason` says why it is broken or skipped, which gate failed, or why the tool fails. */
export interface CheckResult {
  readonly check: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** The gate that the settings give this check; left out if the tool's own verdict counts. */
  readonly gate?: Gate;
  /** How many files the tool looked at, if it says so. */
  readonly files?: number;
  /** The tool's own figure, in a few words, whatever the verdict: Pylint's `score 9.47/10`. */
  readonly summary?: string;
  readonly findings: readonly Finding[];
  /** Set in a run that was compared: the findings of the earlier state that are gone, in canonical order. */
  readonly fixed?: readonly Finding[];
  /** In the tool's order; at most 20,000, of which those that did not pass come before others. */
  readonly tests?: readonly TestCase[];
  readonly notices: readonly string[];
  readonly durationMs: number;
  readonly cached: boolean;
}

/** What a run was compared with: another revision, a baseline file, or an earlier report. */
export interface Comparison {
  readonly with: "revision" | "baseline" | "report";
  /** Its name for people: `main (1a2b3c4d)`, `.config/baseline.json`. */
  readonly name: string;
}

/** All results of one call, in catalog order. The same input gives the same bytes, except for times and `cached`. */
export interface Run {
  readonly version: 1;
  /** `broken` if any check is, otherwise `failed` if any is, otherwise `passed`; `skipped` if all are. */
  readonly verdict: Verdict;
  readonly results: readonly CheckResult[];
  readonly totals: Readonly<Record<Verdict | "findings", number>>;
  /** The Python that the settings ask for, and the one that ran (null if no tool ran and none was looked for). */
  readonly python: { readonly wanted: string; readonly used: string | null };
  /** Set if the run was compared. Then only new findings fail a check. */
  readonly comparison?: Comparison;
  readonly notices: readonly string[];
  readonly durationMs: number;
}

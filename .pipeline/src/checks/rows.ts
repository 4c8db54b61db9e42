import type { Finding, Output, Plan, Settings, Step, Target, Tool, ToolConfig } from "../model.ts";

/** A tool that is a program of an image in containers, and of the user's PATH on the host. */
export interface ImageTool {
  readonly kind: "image";
  /** With a tag that its makers never move. */
  readonly image: string;
  readonly program: string;
  /** Words that make the program print `drydock-tool`, its version and its own absolute path, with tabs between. */
  readonly ask: readonly string[];
  /** `major.minor` in the image, and the oldest that will do on the host. */
  readonly version: string;
  readonly oldest: string;
  /** What a user has to do who does not have it. */
  readonly install: string;
}

/** A setting of a config file: where it stands, the table or section left out, and each text of its value. */
export interface ConfigSetting {
  readonly path: readonly string[];
  readonly value: string;
}

/** A file in which a tool looks for settings by itself. */
export interface ConfigPlace {
  readonly file: string;
  /** It counts only with these words in it, such as a line `[tool.ruff]`. */
  readonly holds?: RegExp;
  /** The table of a TOML file that is the tool's, or the sections of an INI file. */
  readonly table?: readonly string[];
  readonly sections?: RegExp;
  /** What it reads there beside its table: `["project", "requires-python"]`. */
  readonly alsoReads?: readonly (readonly string[])[];
}

/** Where a tool's config is, and how it is read: to find settings that lead out of the source, which no cache key covers. */
export interface ConfigSyntax {
  /** Its name in the config folder. */
  readonly name: string;
  /** TOML table that a given config must hold. */
  readonly section?: string;
  /** Where the tool looks by itself, in its order. */
  readonly places: readonly ConfigPlace[];
  /** Whether it looks in the folders between the root and what it checks, the nearest first. */
  readonly nested?: true;
  /** Whether to have none is nothing to speak of. */
  readonly optional?: true;
  /** `ini#;` takes comments after a value too, as Pylint does; `iniconfig` is pytest's; a list is a table of a TOML file; without one nothing leads out. */
  readonly format?: "ini" | "ini#;" | "iniconfig" | readonly string[];
  /** Settings whose values are regular expressions or words, which name no file whatever they look like. */
  readonly notPaths: ReadonlySet<string>;
  /** Whether a setting leads out; undefined leaves it to the look of its value. */
  readonly leadsOut?: (setting: ConfigSetting) => boolean | undefined;
}

/** A tool that is installed from its hash-locked `requirements/<tool>.txt`, alone in an environment. */
interface LockTool {
  readonly kind: "lock";
  /** The package that brings it, where that is not called as the tool. */
  readonly package?: string;
}

/** Folders that a tool leaves out, by their names. */
interface LeftOut {
  readonly folders: readonly string[];
  /** Whether it does so also where it is given such a folder itself. */
  readonly named?: true;
  /** The setting by which users choose for themselves. */
  readonly setting: RegExp;
}

export interface ToolSpec {
  readonly name: Tool;
  readonly source: LockTool | ImageTool;
  readonly config?: ConfigSyntax;
  /** What it leaves out below what it is given, where it looks for Python files itself. */
  readonly leavesOut?: LeftOut;
  /** Names of the files that it may read, beside its configs, as in CheckSpec; `all` where it may be any. */
  readonly reads: readonly string[] | "all";
}

/** What tools for Python look at: code, stubs, notebooks, extension modules and the mark of a typed package. */
export const PYTHON_FILES = ["*.py", "*.pyi", "*.ipynb", "*.so", "*.pyd", "*.pth", "py.typed"] as const;
/** The same, and the ignore files that Ruff and Black obey. */
export const PYTHON_AND_IGNORE_FILES = [...PYTHON_FILES, ".gitignore", ".ignore"] as const;

/** For a step that changes files: the gates after it say what is left. */
export const parseNothing: Parse = () => ({ findings: [], problems: [], notices: [] });

export const TEN_MINUTES = 600;
/** Patterns of the names of Python's files. */
export const PYTHON = ["*.py", "*.pyi"] as const;

/**
 * Keeps the source folder off the path of the tools themselves: a `types.py` there would be imported in place of the
 * standard library's. Pytest is not given it, since the tests do want their folder.
 */
export const SAFE_PATH = { PYTHONSAFEPATH: "1" };

/** Whether a finding's rule is one of these. */
export function hasRule(...rules: readonly string[]): (finding: Finding) => boolean {
  return ({ rule }) => rules.includes(rule);
}

/** What a parser needs to know besides the output. */
export interface ParseContext {
  readonly check: string;
  /** Absolute path of the folder the tool ran in, a copy of the root. */
  readonly cwd: string;
  /** Path of the root in the repository that findings are told in, mostly empty; put before every finding's path. */
  readonly prefix: string;
}

/** A tool's output, understood. */
export interface Reading {
  readonly findings: readonly Finding[];
  /** The tool's own words on why its verdict can't be trusted (config it rejects, internal error): the check is broken. */
  readonly problems: readonly string[];
  /** What the tool only warns about in its own settings: notices, but problems where the settings ask for `strictConfig`. */
  readonly warnings?: readonly string[];
  /** Worth saying, changes no verdict. */
  readonly notices: readonly string[];
  /** How many files the tool looked at, where it says so. */
  readonly files?: number;
  /** What the tool fails by where its findings do not tell, in a sentence: Pylint's score. */
  readonly verdict?: string;
}

/** Pure: never throws for what a tool printed; what it cannot read is a problem. */
export type Parse = (output: Output, context: ParseContext) => Reading;

/** A step of a check with all that is known about its tool's conventions. */
export interface StepSpec extends Omit<Step, "env"> {
  readonly env?: Readonly<Record<string, string>>;
  readonly parse: Parse;
  /** Exit codes that say clean, and those that say findings; any other is broken. */
  readonly exits: { readonly clean: readonly number[]; readonly findings: readonly number[] };
  /** The settings that say which files the tool looks at, in words; left out where the parser explains that it looked at none. */
  readonly filesBy?: string;
  /** Whether exit code clean may come with findings that are not errors (Pylint's score). */
  readonly cleanMayFind?: boolean;
  /** Whether an error fails the check where the tool itself lets it pass (Pylint, by its score). */
  readonly errorsFail?: boolean;
}

/** What is known before planning; all of it may change the plan, nothing else does. */
export interface PlanInput {
  readonly settings: Settings;
  /** The user named requirements of the application. */
  readonly application: boolean;
  /** The wanted Python could not be had, an older one runs. */
  readonly olderPython: boolean;
  /** In the order in which the user named them. */
  readonly targets: readonly Target[];
  /** Whether the user named the targets, so that tests too are looked for there alone. */
  readonly named: boolean;
  /** By tool; one that is not there has none. */
  readonly configs: Readonly<Record<Tool, ToolConfig>>;
}

/** A catalog row. */
export interface CheckSpec {
  readonly name: string;
  /** Its verb of the command line, where that is not its name, and another that means the same. */
  readonly verb?: string;
  readonly alias?: string;
  readonly title: string;
  /** Product text: one line for `--help` and `dagger functions`. */
  readonly summary: string;
  readonly inRunAll: boolean;
  /** Names of the files it is about, the best known first: one `*` at most in each, and `!` before what is none of them. */
  readonly files: readonly [string, ...string[]];
  readonly workspace: Plan["workspace"];
  /** Whether the application's dependencies matter to this check. */
  readonly application: boolean;
  readonly timeoutSeconds: number;
  readonly steps: (input: PlanInput) => readonly StepSpec[];
  /** What rewrites the source so that the check passes, where the tool can: the steps that change it, then gates. */
  readonly fix?: (input: PlanInput) => readonly StepSpec[];
  /** Whether a finding says that the tool could not read the file: a syntax error, or text that cannot be decoded. */
  readonly isUnreadable: (finding: Finding) => boolean;
  /** Whether a failed result may be replayed; not where it may depend on more than the source, as tests do. */
  readonly replaysFailures: boolean;
}

import type { Execution, Finding, Output, Plan, Settings, Step, Target, TestCase, Tool, ToolConfig } from "../model.ts";

/** A tool that comes from an image in containers, and from the user's PATH on the host. */
export interface ImageTool {
  readonly kind: "image";
  /** With a tag that its maintainers never move. */
  readonly image: string;
  readonly program: string;
  /** Arguments that make the program print `drydock-tool`, its version and its own absolute path, separated by tabs. */
  readonly ask: readonly string[];
  /** `major.minor` in the image, and the oldest version that is accepted on the host. */
  readonly version: string;
  readonly oldest: string;
  /** What to do if it is not installed. */
  readonly install: string;
}

/** A setting of a config file: its path below the tool's table or section, and one text of its value. */
export interface ConfigSetting {
  readonly path: readonly string[];
  readonly value: string;
}

/** A file in which the tool itself looks for settings. */
export interface ConfigPlace {
  readonly file: string;
  /** It counts only if its text matches, as by a line `[tool.ruff]`. */
  readonly holds?: RegExp;
  /** The tool's own table in a TOML file, or its sections in an INI file. */
  readonly table?: readonly string[];
  readonly sections?: RegExp;
  /** What it reads there besides its table: `["project", "requires-python"]`. */
  readonly alsoReads?: readonly (readonly string[])[];
}

/** Where a tool's config is, and how to find the settings in it that refer to files outside the source, which no cache key covers. */
export interface ConfigSyntax {
  /** Its name in the config folder. */
  readonly name: string;
  /** TOML table that a given config must contain. */
  readonly section?: string;
  /** Where the tool itself looks, in its order. */
  readonly places: readonly ConfigPlace[];
  /** Whether it also looks in the folders between what it checks and the root, nearest first. */
  readonly nested?: true;
  /** Whether having none is not worth a notice. */
  readonly optional?: true;
  /**
   * `ini#;` also allows comments after a value, as Pylint does; `iniconfig` is pytest's; a list is a table of a TOML file.
   * Left out where no setting refers to another file.
   */
  readonly format?: "ini" | "ini#;" | "iniconfig" | readonly string[];
  /** Settings whose values are patterns or words: they name no file, whatever they look like. */
  readonly notPaths: ReadonlySet<string>;
  /** Whether a setting refers to something outside; undefined: decide by what its value looks like. */
  readonly leadsOut?: (setting: ConfigSetting) => boolean | undefined;
}

/** A tool that is installed from its hash-locked `requirements/<tool>.txt`, in an environment of its own. */
interface LockTool {
  readonly kind: "lock";
  /** The package that provides it, if its name is not the tool's. */
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
  /** Name patterns of the files that it may read besides its configs (see CheckSpec.files); `all` if it may read any. */
  readonly reads: readonly string[] | "all";
}

/** What Python tools look at: code, stubs, notebooks, extension modules and the marker of a typed package. */
export const PYTHON_FILES = ["*.py", "*.pyi", "*.ipynb", "*.so", "*.pyd", "*.pth", "py.typed"] as const;
/** The same, and the ignore files that Ruff and Black respect. */
export const PYTHON_AND_IGNORE_FILES = [...PYTHON_FILES, ".gitignore", ".ignore"] as const;

/** For a step that changes files: the gates after it report what is left. */
export const parseNothing: Parse = () => ({ findings: [], problems: [], notices: [] });

export const TEN_MINUTES = 600;
/** Name patterns of Python files. */
export const PYTHON = ["*.py", "*.pyi"] as const;

/**
 * Keeps the source folder off the path of the tools themselves: a `types.py` there would be imported in place of the
 * standard library's. Pytest does not get it, since tests need their folder on the path.
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
  /** Path of the root in the repository, mostly empty; every finding's path starts with it. */
  readonly prefix: string;
}

/** What a tool's output means. */
export interface Reading {
  readonly findings: readonly Finding[];
  /** The tool's own words on why its verdict can't be trusted (a rejected config, an internal error): the check is broken. */
  readonly problems: readonly string[];
  /** What the tool only warns about in its own settings: notices, or problems under the setting `strictConfig`. */
  readonly warnings?: readonly string[];
  /** Worth mentioning; changes no verdict. */
  readonly notices: readonly string[];
  /** How many files the tool looked at, if it says so. */
  readonly files?: number;
  /** The tool's own figure, in a few words, whatever the verdict. */
  readonly summary?: string;
  /** The tests that it ran, if it runs tests. */
  readonly tests?: readonly TestCase[];
  /** Why the tool fails, as a sentence, if its findings do not say so: Pylint's score. */
  readonly verdict?: string;
}

/** Pure: never throws because of what a tool printed; what it cannot read is a problem. */
export type Parse = (output: Output, context: ParseContext) => Reading;

/** A step of a check, with everything known about its tool's conventions. */
export interface StepSpec extends Omit<Step, "env"> {
  readonly env?: Readonly<Record<string, string>>;
  readonly parse: Parse;
  /** Exit codes that mean clean, and those that mean findings; any other means broken. */
  readonly exits: { readonly clean: readonly number[]; readonly findings: readonly number[] };
  /** The tool's settings that select its files, as words of a message; left out if the parser explains why it looked at none. */
  readonly fileSettings?: string;
  /** Whether a clean exit code may come with findings that are not errors (Pylint's score). */
  readonly cleanMayFind?: boolean;
  /** Whether an error fails the check even if the tool itself lets it pass (Pylint, by its score). */
  readonly errorsFail?: boolean;
}

/** What is known before planning: a plan depends on nothing else. */
export interface PlanInput {
  readonly settings: Settings;
  /** The user named the application's requirements. */
  readonly application: boolean;
  /** The wanted Python is not available, and an older one runs. */
  readonly olderPython: boolean;
  /** In the order in which the user named them. */
  readonly targets: readonly Target[];
  /** Whether the user named the targets: then tests are looked for only there. */
  readonly named: boolean;
  /** By tool; a tool that is missing here has none. */
  readonly configs: Readonly<Record<Tool, ToolConfig>>;
}

/** A catalog row. */
export interface CheckSpec {
  readonly name: string;
  /** Its command-line verb, if that is not its name, and an alias. */
  readonly verb?: string;
  readonly alias?: string;
  readonly title: string;
  /** Product text: one line for `--help` and `dagger functions`. */
  readonly summary: string;
  readonly inRunAll: boolean;
  /** Name patterns of the files it is about, the best known first: at most one `*` in each, `!` before an exception. */
  readonly files: readonly [string, ...string[]];
  readonly workspace: Plan["workspace"];
  /** Whether the application's dependencies matter to this check. */
  readonly application: boolean;
  readonly timeoutSeconds: number;
  readonly steps: (input: PlanInput) => readonly StepSpec[];
  /** The steps that rewrite the source so that the check passes, then gates; left out if the tool cannot. */
  readonly fix?: (input: PlanInput) => readonly StepSpec[];
  /** Whether a finding says that the tool could not read the file: a syntax error, or undecodable text. */
  readonly isUnreadable: (finding: Finding) => boolean;
  /** Whether a failed result may be replayed: not if it may depend on more than the source, as tests do. */
  readonly replaysFailures: boolean;
  /** What a run had to do again, and why, as a sentence; undefined if it does not say. */
  readonly explain?: (execution: Execution) => string | undefined;
}

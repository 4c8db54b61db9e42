import type { Finding, Parse, PlanInput, StepSpec, Tool } from "../model.ts";

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

export interface ToolSpec {
  readonly name: Tool;
  readonly source: LockTool | ImageTool;
  readonly config?: ConfigSyntax;
  /** Names of the files that it may read, beside its configs, as in CheckSpec; `all` where it may be any. */
  readonly reads: readonly string[] | "all";
}

/** What tools for Python look at: code, stubs, notebooks, extension modules and the mark of a typed package. */
export const PYTHON_FILES = ["*.py", "*.pyi", "*.ipynb", "*.so", "*.pyd", "*.pth", "py.typed"] as const;
/** The same, and the ignore files that Ruff and Black obey. */
export const PYTHON_AND_IGNORE_FILES = [...PYTHON_FILES, ".gitignore", ".ignore"] as const;

/** A table of pyproject.toml. */
export function pyproject(...table: readonly string[]): ConfigPlace {
  const words = table.map((word) => `["']?${word}["']?`).join("[ \\t]*\\.[ \\t]*");
  return { file: "pyproject.toml", holds: new RegExp(`^[ \\t]*\\[+[ \\t]*${words}[ \\t]*[\\].]`, "m"), table };
}

/** The config of a step's tool, and the words that hand it over: none where the tool finds it by itself. */
export function configFor({ name, config: syntax }: ToolSpec, option: string, { configs }: PlanInput) {
  const config = configs[name];
  const step: Pick<StepSpec, "config" | "configSection"> = {
    ...(config === undefined || config.how === "none" ? {} : { config }),
    ...(config?.how === "given" && syntax?.section !== undefined ? { configSection: syntax.section } : {}),
  };
  return { step, words: config?.how === "given" ? [option, "{config}"] : [] };
}

/** The targets that hold a file of these names, as a tool is given them. */
export function targetsFor(files: readonly string[], { targets }: Pick<PlanInput, "targets">): readonly string[] {
  return targets.filter(({ holds }) => holds.has(files.join(" "))).map(({ path }) => path);
}

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

import type { Finding, Parse, Tool } from "../model.ts";

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

/** How a tool reads its config file: to find settings that lead out of the source, which no cache key covers. */
export interface ConfigSyntax {
  /** `ini#;` takes comments after a value too, as Pylint does; `iniconfig` is pytest's; a list is a table of a TOML file. */
  readonly format: "ini" | "ini#;" | "iniconfig" | readonly string[];
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

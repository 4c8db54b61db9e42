import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../src/nearest.ts";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import type { PruneLimits } from "../cache/prune.ts";
import type { Outlet } from "../ui/terminal.ts";
import type { Keyboard } from "../watch/keyboard.ts";

/** A report to write. The path `-` means standard output; `append` adds to the existing content of the file. */
export interface ReportTarget {
  readonly format: Format;
  readonly path: string;
  readonly append?: boolean;
  /**
   * Which symbolic links are followed, since those of a repository may lead anywhere: all in a path that the user named
   * (undefined), those in a folder that the user named, or none below the working directory.
   */
  readonly links?: "folder" | "none";
}

/** The options of a call as commander parsed them, with defaults filled in. */
export interface CliOptions {
  /** Files and folders to check, from --source and the arguments; none: those of the settings, or what is found. */
  readonly source: readonly string[];
  readonly config?: string;
  readonly requirements?: string;
  readonly python?: string;
  /** As written on the command line; parsed with the settings. */
  readonly checks?: readonly string[];
  readonly gate?: readonly string[];
  /** Cores for the tools and the most checks at once; undefined: all cores. */
  readonly jobs?: number | undefined;
  readonly cache: boolean;
  readonly explain: boolean;
  readonly failFast: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: "auto" | "always" | "never";
  readonly json: boolean;
  readonly dryRun: boolean;
  /** A fix prints its patch, and writes nothing. */
  readonly diff?: boolean;
  /** Nothing to check is not an error. */
  readonly allowEmpty: boolean;
  readonly report: readonly ReportTarget[];
  /** Folder for the reports in the formats of `format`; empty means all formats. */
  readonly outputDir?: string;
  readonly format: readonly Format[];
  /** Opens the HTML report in the browser. */
  readonly open: boolean;
  readonly lineUrl?: string;
  /** A git revision, or `auto`: only what is new since then fails. */
  readonly since?: string;
  /** An earlier report.json to compare with. */
  readonly compare?: string;
  /** Whether `<config>/baseline.json` counts. */
  readonly baseline: boolean;
  /** How findings are printed: with an excerpt of the source, or a line each. */
  readonly output?: "full" | "concise";
  readonly maxFindings?: number | undefined;
  /** Counts the findings of each rule. */
  readonly statistics: boolean;
}

/** One parsed and validated call of the CLI. Check names are the catalog's. */
export type CliRequest =
  | { readonly verb: "check"; readonly checks: readonly string[] | "all"; readonly options: CliOptions }
  | { readonly verb: "fix"; readonly checks: readonly string[]; readonly options: CliOptions }
  | { readonly verb: "watch"; readonly page: boolean; readonly options: CliOptions }
  | { readonly verb: "config"; readonly options: CliOptions }
  | { readonly verb: "baseline"; readonly shrink: boolean; readonly options: CliOptions }
  | { readonly verb: "init"; readonly wishes: InitWishes; readonly options: CliOptions }
  | ({ readonly verb: "doctor"; readonly color: CliOptions["color"] } & MachineOptions)
  | ({ readonly verb: "versions" } & MachineOptions)
  | {
      readonly verb: "lock";
      /** None: all that have a list of packages of their own. */
      readonly tools: readonly string[];
      /** Packages to add to the one tool, with their versions. */
      readonly with: readonly string[];
      /** The newest versions that fit, instead of those of the lock that is there. */
      readonly upgrade: boolean;
      readonly config?: string;
      readonly python?: string;
    }
  | { readonly verb: "cache"; readonly action: "show" | "path" | "prune" | "clear"; readonly limits: PruneLimits };

/** For verbs that look at the machine rather than at the source. */
interface MachineOptions {
  readonly config?: string;
  readonly python?: string;
  readonly json: boolean;
}

/** What `drydock init` writes besides the settings. */
export interface InitWishes {
  readonly configFiles: boolean;
  readonly gitlab: boolean;
  readonly hook: boolean;
}

/** The process that a verb runs in. */
export interface CliContext {
  readonly cwd: string;
  /** The words after the program's name, for reports that say how to run again. */
  readonly argv?: readonly string[];
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly stdout: Outlet;
  readonly stderr: Outlet;
  readonly signal: AbortSignal;
  /** Standard input for a verb that reads keys; undefined if it is not a terminal. */
  readonly keyboard?: () => Keyboard | undefined;
}

/** Help texts that several verbs share. */
export const WORDS = {
  paths: "files and folders to check (default: as the settings say, else src, else what is found)",
  source: "a file or folder to check; may be repeated",
  config: "the tools' config files and drydock.json (default: .config)",
  requirements: "the application's own dependencies (default: as the settings say)",
  python: "the Python to check for, such as 3.13 (default: as the settings say)",
  jobs: "cores to use (default: all)",
  exitCodes: "\nExit codes: 0 clean, 1 findings, 2 broken or misuse, 130 interrupted.",
} as const;

export const FORMATS = Object.keys(REPORTS) as readonly Format[];

/** Parses one `--report FORMAT=PATH` and adds it to the previous ones. */
export function reportOption(text: string, previous: readonly ReportTarget[] = []): readonly ReportTarget[] {
  const at = text.indexOf("=");
  const path = text.slice(at + 1);
  if (at < 1 || path === "") throw new InvalidArgumentError("It must be FORMAT=PATH, for example junit=junit.xml.");
  return [...previous, { format: formatOption(text.slice(0, at))[0] as Format, path }];
}

/** Parses one comma-separated `--format` and adds it to the previous ones. */
export function formatOption(text: string, previous: readonly Format[] = []): readonly Format[] {
  const names = text.split(",");
  const unknown = names.filter((name) => !Object.hasOwn(REPORTS, name));
  if (unknown[0] !== undefined) {
    const question = didYouMean(unknown[0], FORMATS) || ".";
    throw new InvalidArgumentError(`Unknown format "${unknown[0]}"${question} The formats are ${FORMATS.join(", ")}.`);
  }
  return [...new Set([...previous, ...(names as Format[])])];
}

export function path(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, at least 1.");
  return Number(text);
}

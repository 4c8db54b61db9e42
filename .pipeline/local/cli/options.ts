import { InvalidArgumentError } from "commander";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import type { PruneLimits } from "../cache/prune.ts";
import type { Outlet } from "../ui/terminal.ts";

/** A report to write. The path `-` is the standard output; `append`: after what the file holds already. */
export interface ReportTarget {
  readonly format: Format;
  readonly path: string;
  readonly append?: boolean;
  /**
   * Symbolic links that are followed, which a repository may hold and lead anywhere: those of a path that the user named
   * (undefined), those of a folder that the user named, or none below the working directory.
   */
  readonly links?: "folder" | "none";
}

/** What the user asked for, once commander has read argv; every option has its default filled in. */
export interface CliOptions {
  /** Files and folders to check, of --source and as words; none: those of the settings, or what is found. */
  readonly source: readonly string[];
  readonly config?: string;
  readonly requirements?: string;
  readonly python?: string;
  /** In the words of the command line, read with the settings. */
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
  /** Nothing to check is no fault. */
  readonly allowEmpty: boolean;
  readonly report: readonly ReportTarget[];
  /** Folder for the reports of these formats; none: all formats. */
  readonly outputDir?: string;
  readonly format: readonly Format[];
  /** Opens the HTML report in the browser. */
  readonly open: boolean;
  readonly lineUrl?: string;
}

/** One call of the CLI, read and checked. Check names are the catalog's. */
export type CliRequest =
  | { readonly verb: "check"; readonly checks: readonly string[] | "all"; readonly options: CliOptions }
  | { readonly verb: "fix"; readonly checks: readonly string[]; readonly options: CliOptions }
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

/** What a verb knows of the process it runs in. */
export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly stdout: Outlet;
  readonly stderr: Outlet;
  readonly signal: AbortSignal;
}

export const FORMATS = Object.keys(REPORTS) as readonly Format[];

/** Reads one `--report FORMAT=PATH`, and adds it to those before. */
export function reportOption(text: string, before: readonly ReportTarget[] = []): readonly ReportTarget[] {
  const at = text.indexOf("=");
  const path = text.slice(at + 1);
  if (at < 1 || path === "") throw new InvalidArgumentError("It must be FORMAT=PATH, such as junit=junit.xml.");
  return [...before, { format: formatOption(text.slice(0, at))[0] as Format, path }];
}

/** Reads one `--format`, with a comma between several, and adds it to those before. */
export function formatOption(text: string, before: readonly Format[] = []): readonly Format[] {
  const names = text.split(",");
  const unknown = names.filter((name) => !Object.hasOwn(REPORTS, name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`Unknown format "${unknown[0]}". The formats are ${FORMATS.join(", ")}.`);
  return [...new Set([...before, ...(names as Format[])])];
}

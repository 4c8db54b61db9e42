import type { Output } from "./execution.ts";
import type { Finding } from "./finding.ts";
import type { Plan, Step } from "./plan.ts";
import type { Settings } from "./settings.ts";

/** What a parser needs to know besides the output. */
export interface ParseContext {
  readonly check: string;
  /** Absolute path of the source folder the tool ran in. */
  readonly cwd: string;
  /** Path of the source folder in the repository, `src` or empty; put before every finding's path. */
  readonly prefix: string;
}

/** A tool's output, understood. */
export interface Reading {
  readonly findings: readonly Finding[];
  /** The tool's own words on why its verdict can't be trusted (config it rejects, internal error): the check is broken. */
  readonly problems: readonly string[];
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
}

/** What is known before planning; all of it may change the plan, nothing else does. */
export interface PlanInput {
  readonly settings: Settings;
  /** The user named requirements of the application. */
  readonly application: boolean;
  /** The wanted Python could not be had, an older one runs. */
  readonly olderPython: boolean;
  /** Names of the files in the config folder. */
  readonly configFiles: readonly string[];
}

/** A catalog row. */
export interface CheckSpec {
  readonly name: string;
  readonly title: string;
  /** Product text: one line for `--help` and `dagger functions`. */
  readonly summary: string;
  readonly inRunAll: boolean;
  /** Ends of the names of the files it is about; a source without one is skipped, and called so by the first. */
  readonly suffixes: readonly [string, ...string[]];
  readonly workspace: Plan["workspace"];
  /** Whether the application's dependencies matter to this check. */
  readonly application: boolean;
  readonly timeoutSeconds: number;
  readonly steps: (input: PlanInput) => readonly StepSpec[];
  /** What rewrites the source so that the check passes, where the tool can: the steps that change it, then gates. */
  readonly fix?: (input: PlanInput) => readonly StepSpec[];
}

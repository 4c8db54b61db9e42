import type { Severity } from "./finding.ts";

/** What fails a check: a finding of this severity or above; `never` makes it print only. */
export type Gate = Severity | "never";

/** `<config>/drydock.json`, with defaults filled in. Schema: .pipeline/schema/drydock.schema.json. */
export interface Settings {
  /** Wanted Python, `major.minor`. */
  readonly python: string;
  /** Checks of run-all; empty means the catalog's own. */
  readonly checks: readonly string[];
  readonly formatter: "black" | "ruff";
  /** Path of the application's requirements file, relative to the repository. */
  readonly requirements?: string;
  readonly gates: Readonly<Record<string, Gate>>;
  /** Seconds, per check. */
  readonly timeout: Readonly<Record<string, number>>;
  /** Glob patterns of paths that are not checked, beside the built-in ones. */
  readonly ignore: readonly string[];
}

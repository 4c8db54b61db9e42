import type { Finding } from "./finding.ts";
import type { Gate } from "./settings.ts";

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

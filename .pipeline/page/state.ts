import type { Severity } from "../src/model/finding.ts";

/** All that a reader has chosen; it stands in the page's address, so that a link shows the same. */
export interface State {
  readonly query: string;
  readonly group: "file" | "rule";
  /** Chosen ones; none means all. */
  readonly severities: readonly Severity[];
  readonly checks: readonly string[];
  /** Only what a check failed by. */
  readonly failing: boolean;
  /** 1-based. */
  readonly page: number;
  /** The finding that the reader stands at. */
  readonly at: number | undefined;
  /** Whether single letters are shortcuts. */
  readonly letters: boolean;
}

export const START: State = {
  query: "",
  group: "file",
  severities: [],
  checks: [],
  failing: false,
  page: 1,
  at: undefined,
  letters: true,
};

/** What clearing the filters changes. */
export const CLEARED = {
  query: START.query,
  severities: START.severities,
  checks: START.checks,
  failing: START.failing,
  page: START.page,
  at: START.at,
} as const satisfies Partial<State>;

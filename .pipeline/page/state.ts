import type { Severity } from "../src/model.ts";
import { SEVERITIES } from "../src/report/html/pageData.ts";

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

/** The state that an address's hash tells; what makes no sense is as if it were not there. */
export function parseHash(hash: string, checks: readonly string[]): State {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const chosen = (name: string): readonly string[] => words.get(name)?.split(",") ?? [];
  const number = (name: string): number | undefined => {
    const word = words.get(name) ?? "";
    return /^\d{1,9}$/.test(word) ? Number(word) : undefined;
  };
  return {
    query: words.get("q") ?? START.query,
    group: words.get("group") === "rule" ? "rule" : "file",
    severities: SEVERITIES.filter((severity) => chosen("severity").includes(severity)),
    checks: checks.filter((check) => chosen("check").includes(check)),
    failing: words.get("failing") === "yes",
    page: Math.max(1, number("page") ?? 1),
    at: number("at"),
    letters: words.get("keys") !== "off",
  };
}

/** The hash for a state, without `#`; empty for the page as it opens. */
export function formatHash(state: State): string {
  const words = new URLSearchParams();
  if (state.query !== "") words.set("q", state.query);
  if (state.group !== START.group) words.set("group", state.group);
  if (state.severities.length > 0) words.set("severity", state.severities.join(","));
  if (state.checks.length > 0) words.set("check", state.checks.join(","));
  if (state.failing) words.set("failing", "yes");
  if (state.page > 1) words.set("page", String(state.page));
  if (state.at !== undefined) words.set("at", String(state.at));
  if (!state.letters) words.set("keys", "off");
  // A comma needs no escape in a hash, and addresses are for people too.
  return words.toString().replaceAll("%2C", ",");
}

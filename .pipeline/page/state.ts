import type { Severity } from "../src/model.ts";
import { SEVERITIES } from "../src/report/html/packed.ts";

const SHOWS = ["all", "failing", "notes", "new", "existing", "fixed"] as const;

/** Which findings are looked at: `all` leaves out the fixed ones. */
export type Show = (typeof SHOWS)[number];

/** All that a reader has chosen; it stands in the page's address, so that a link shows the same. */
export interface State {
  readonly query: string;
  readonly group: "file" | "rule";
  /** Chosen ones; none means all. */
  readonly severities: readonly Severity[];
  readonly checks: readonly string[];
  readonly show: Show;
  /** Only findings of this rule, `check/rule`, or of this file. */
  readonly rule: string | undefined;
  readonly path: string | undefined;
  /** 1-based. */
  readonly page: number;
  /** The finding that the reader stands at. */
  readonly at: number | undefined;
  /** Whether single letters are shortcuts. */
  readonly letters: boolean;
}

/** The page as it opens. In a run that was compared, what is new is shown first. */
export function startOf(compared: boolean): State {
  return { ...CLEARED, show: compared ? "new" : "all", group: "file", letters: true };
}

/** What clearing the filters changes. */
export const CLEARED = {
  query: "",
  severities: [],
  checks: [],
  rule: undefined,
  path: undefined,
  page: 1,
  at: undefined,
} as const satisfies Partial<State>;

/** The state that an address's hash tells; what makes no sense is as if it were not there. */
export function parseHash(hash: string, checks: readonly string[], start: State): State {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const chosen = (name: string): readonly string[] => words.get(name)?.split(",") ?? [];
  const number = (name: string): number | undefined => {
    const word = words.get(name) ?? "";
    return /^\d{1,9}$/.test(word) ? Number(word) : undefined;
  };
  return {
    query: words.get("q") ?? start.query,
    group: words.get("group") === "rule" ? "rule" : "file",
    severities: SEVERITIES.filter((severity) => chosen("severity").includes(severity)),
    checks: checks.filter((check) => chosen("check").includes(check)),
    show: SHOWS.find((show) => show === words.get("show")) ?? start.show,
    rule: words.get("rule") ?? undefined,
    path: words.get("path") ?? undefined,
    page: Math.max(1, number("page") ?? 1),
    at: number("at"),
    letters: words.get("keys") !== "off",
  };
}

/** The hash for a state, without `#`; empty for the page as it opens. */
export function formatHash(state: State, start: State): string {
  const words = new URLSearchParams();
  if (state.query !== "") words.set("q", state.query);
  if (state.group !== start.group) words.set("group", state.group);
  if (state.severities.length > 0) words.set("severity", state.severities.join(","));
  if (state.checks.length > 0) words.set("check", state.checks.join(","));
  if (state.show !== start.show) words.set("show", state.show);
  if (state.rule !== undefined) words.set("rule", state.rule);
  if (state.path !== undefined) words.set("path", state.path);
  if (state.page > 1) words.set("page", String(state.page));
  if (state.at !== undefined) words.set("at", String(state.at));
  if (!state.letters) words.set("keys", "off");
  // Neither needs an escape in a hash, and addresses are for people too.
  return words.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
}

/** The fingerprint that an address names, or the start of one: `#finding-0f3a…`. */
export function fingerprintIn(hash: string): string | undefined {
  return /^#finding-([\da-f]{6,64})$/.exec(hash)?.[1];
}

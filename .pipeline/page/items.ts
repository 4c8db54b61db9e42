import type { Finding, Severity, Verdict } from "../src/model.ts";
import { type PackedFinding, type PageData, SEVERITIES } from "../src/report/html/pageData.ts";
import { printable } from "../src/report/safeText.ts";
import type { State } from "./state.ts";

/** What a filter lets through, and beside each choice how many it would add to what the other filters let through. */
export interface Filtered {
  readonly matching: readonly Item[];
  readonly severities: Readonly<Record<Severity, number>>;
  readonly checks: ReadonlyMap<string, number>;
  readonly failing: number;
}

/** One pass over all items, in their order. Every word of the query must be found. */
export function filterItems(items: readonly Item[], state: State): Filtered {
  const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
  const severities: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  const checks = new Map<string, number>();
  const matching: Item[] = [];
  let failing = 0;
  for (const item of items) {
    if (!words.every((word) => item.words.includes(word))) continue;
    const severity = state.severities.length === 0 || state.severities.includes(item.severity);
    const check = state.checks.length === 0 || state.checks.includes(item.check);
    const effect = !state.failing || item.blamed;
    if (check && effect) severities[item.severity] += 1;
    if (severity && effect) checks.set(item.check, (checks.get(item.check) ?? 0) + 1);
    if (severity && check && item.blamed) failing += 1;
    if (severity && check && effect) matching.push(item);
  }
  return { matching, severities, checks, failing };
}

/** A finding as the page shows it. */
export interface Item extends Finding {
  /** Its place in the canonical order of the run; part of the page's address. */
  readonly id: number;
  readonly title: string;
  readonly verdict: Verdict;
  /** Whether its check failed by it. */
  readonly blamed: boolean;
  /** What the search looks through: lower case, as shown. */
  readonly words: string;
}

/** The findings out of the page's data, in canonical order. */
export function unpack({ checks, texts, findings }: PageData): readonly Item[] {
  const shown = texts.map((text) => printable(text).toLowerCase());
  const at = (table: readonly string[], index: number): string => table[index] ?? "";
  return findings.map((packed: PackedFinding, id): Item => {
    const [check, rule, severity, path, line, column, endLine, endColumn, message, url, blamed, missing] = packed;
    const { check: name = "", title = "", verdict = "broken" } = checks[check] ?? {};
    return {
      id,
      check: name,
      title,
      verdict,
      rule: at(texts, rule),
      severity: SEVERITIES[severity] ?? "error",
      path: at(texts, path),
      line,
      column,
      ...(endLine === 0 ? {} : { endLine }),
      ...(endColumn === 0 ? {} : { endColumn }),
      message: at(texts, message),
      ...(url === -1 ? {} : { url: at(texts, url) }),
      ...(missing === undefined ? {} : { missing: at(texts, missing) }),
      blamed: blamed === 1,
      words: `${at(shown, message)}\n${at(shown, rule)}\n${at(shown, path)}:${line}`,
    };
  });
}

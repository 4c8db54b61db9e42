import type { Finding, Severity, Verdict } from "../src/model.ts";
import { WEIGHT } from "../src/order.ts";
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

/** The part of a group that stands on a page. */
export interface Group {
  readonly key: string;
  readonly items: readonly Item[];
  /** Of the whole group, on all pages. */
  readonly total: number;
  /** It began on a page before this one. */
  readonly continued: boolean;
}

/** One page of the list. */
export interface Page {
  readonly number: number;
  readonly of: number;
  readonly groups: readonly Group[];
  /** Groups on all pages. */
  readonly groupCount: number;
}

/** Lays out page `number` (taken to the nearest there is) of items whose groups stand side by side. */
export function pageOf(items: readonly Item[], by: State["group"], number: number, size: number): Page {
  const totals = new Map<string, number>();
  for (const item of items) {
    const key = groupKey(item, by);
    totals.set(key, (totals.get(key) ?? 0) + 1);
  }
  const of = Math.max(1, Math.ceil(items.length / size));
  const current = Math.min(Math.max(1, number), of);
  const start = (current - 1) * size;
  const parts = new Map<string, Item[]>();
  for (const item of items.slice(start, start + size)) {
    const key = groupKey(item, by);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [item]);
    else part.push(item);
  }
  const before = items[start - 1];
  const open = before === undefined ? undefined : groupKey(before, by);
  const groups = [...parts].map(([key, part]) => ({
    key,
    items: part,
    total: totals.get(key) ?? part.length,
    continued: key === open,
  }));
  return { number: current, of, groups, groupCount: totals.size };
}

const number = (value: number): string => value.toLocaleString("en");

/** What the list holds, as a sentence: it is also read out when it changes. */
export function statusText(matching: number, total: number, page: Page, group: State["group"]): string {
  if (matching === 0) return "No finding matches.";
  const findings = `finding${total === 1 ? "" : "s"}`;
  const count =
    matching === total ? `${number(total)} ${findings}` : `${number(matching)} of ${number(total)} ${findings}`;
  const groups = `${number(page.groupCount)} ${group}${page.groupCount === 1 ? "" : "s"}`;
  const where = group === "file" ? `in ${groups}` : `of ${groups}`;
  return `${count} ${where}${page.of > 1 ? `, page ${number(page.number)} of ${number(page.of)}` : ""}`;
}

/** The index of the finding one step on from the one stood at, or, from nowhere, the first of the page; it stops at the ends. */
export function walk(
  items: readonly Item[],
  at: number | undefined,
  step: 1 | -1,
  pageStart: number,
): number | undefined {
  const index = items.findIndex(({ id }) => id === at);
  const next = index === -1 ? pageStart : index + step;
  return items[Math.min(Math.max(0, next), items.length - 1)]?.id;
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
    const [check, rule, severity, path, line, column, endLine, endColumn, message, url, blamed] = packed;
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
      blamed: blamed === 1,
      words: `${at(shown, message)}\n${at(shown, rule)}\n${at(shown, path)}:${line}`,
    };
  });
}

/** What an item stands under. */
function groupKey(item: Item, group: State["group"]): string {
  return group === "file" ? item.path : `${item.check}\n${item.rule}`;
}

/** Items with those of a rule side by side: the gravest rules first, then the most frequent, then by name. */
export function byRule(items: readonly Item[]): readonly Item[] {
  const rules = new Map<string, Item[]>();
  for (const item of items) {
    const key = groupKey(item, "rule");
    const known = rules.get(key);
    if (known === undefined) rules.set(key, [item]);
    else known.push(item);
  }
  const ranked = [...rules].map(([key, found]) => ({ key, found, weight: worst(found) }));
  ranked.sort((a, b) => b.weight - a.weight || b.found.length - a.found.length || (a.key < b.key ? -1 : 1));
  return ranked.flatMap(({ found }) => found);
}

function worst(items: readonly Item[]): number {
  return items.reduce((weight, { severity }) => Math.max(weight, WEIGHT[severity]), 0);
}

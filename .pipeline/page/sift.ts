import type { Severity } from "../src/model/finding.ts";
import { groupKey, type Item } from "./items.ts";
import type { State } from "./state.ts";

/** What a filter lets through, and beside each choice how many it would add to what the other filters let through. */
export interface Sifted {
  readonly matching: readonly Item[];
  readonly severities: Readonly<Record<Severity, number>>;
  readonly checks: ReadonlyMap<string, number>;
  readonly failing: number;
}

/** One pass over all items, in their order. Every word of the query must be found. */
export function sift(items: readonly Item[], state: State): Sifted {
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

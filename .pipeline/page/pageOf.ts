import { groupKey } from "./grouping.ts";
import type { Item } from "./item.ts";
import type { State } from "./state.ts";

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

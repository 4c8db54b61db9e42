import { WEIGHT } from "../src/order.ts";
import { foldMissing } from "../src/report/findings.ts";
import type { Item } from "./items.ts";
import type { State } from "./state.ts";

/** A row of the list: a finding, or the first of some that say one thing, with all of these. */
export interface Row extends Item {
  readonly places?: readonly Item[];
}

/** The findings that a row tells. */
export function placesOf(row: Row): readonly Item[] {
  return row.places ?? [row];
}

/** The rows of the list. By file, the packages that are not installed come first; by rule, each stands with its rule. */
export function rowsOf(items: readonly Item[], by: State["group"]): readonly Row[] {
  const { findings, folded } = foldMissing(items);
  const rows = folded.map((places): Row => ({ ...places[0], places }));
  if (by === "file") return [...rows, ...findings];
  const firsts = new Map(rows.map((row) => [row.id, row]));
  const inner = new Set(folded.flatMap(([, ...others]) => others));
  return items.filter((item) => !inner.has(item)).map((item) => firsts.get(item.id) ?? item);
}

/** The part of a group that stands on a page. */
export interface Group {
  readonly key: string;
  readonly rows: readonly Row[];
  /** The findings of the whole group, on all pages. */
  readonly total: number;
  /** It began on a page before this one. */
  readonly continued: boolean;
}

/** One page of the list. */
export interface Page {
  readonly number: number;
  readonly of: number;
  readonly groups: readonly Group[];
  /** Files or rules of all pages. */
  readonly groupCount: number;
}

/** Lays out page `number` (taken to the nearest there is) of rows whose groups stand side by side. */
export function pageOf(rows: readonly Row[], by: State["group"], number: number, size: number): Page {
  const totals = new Map<string, number>();
  for (const row of rows) {
    const key = groupKey(row, by);
    totals.set(key, (totals.get(key) ?? 0) + placesOf(row).length);
  }
  const of = Math.max(1, Math.ceil(rows.length / size));
  const current = Math.min(Math.max(1, number), of);
  const start = (current - 1) * size;
  const parts = new Map<string, Row[]>();
  for (const row of rows.slice(start, start + size)) {
    const key = groupKey(row, by);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [row]);
    else part.push(row);
  }
  const before = rows[start - 1];
  const open = before === undefined ? undefined : groupKey(before, by);
  const groups = [...parts].map(([key, part]) => ({
    key,
    rows: part,
    total: totals.get(key) ?? part.length,
    continued: key === open,
  }));
  const groupCount = new Set(rows.flatMap(placesOf).map((item) => groupKey(item, by))).size;
  return { number: current, of, groups, groupCount };
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

/** The row that tells a finding; -1 where none does. */
export function indexOfRow(rows: readonly Row[], id: number | undefined): number {
  return rows.findIndex((row) => placesOf(row).some((place) => place.id === id));
}

/** The row one step on from the one stood at, or, from nowhere, the first of the page; it stops at the ends. */
export function walk(
  rows: readonly Row[],
  at: number | undefined,
  step: 1 | -1,
  pageStart: number,
): number | undefined {
  const index = indexOfRow(rows, at);
  const next = index === -1 ? pageStart : index + step;
  return rows[Math.min(Math.max(0, next), rows.length - 1)]?.id;
}

/** What a row stands under: what is not installed is no matter of one file. */
function groupKey(item: Row, group: State["group"]): string {
  if (group === "file" && item.places !== undefined) return "";
  return group === "file" ? item.path : `${item.check}\n${item.rule}`;
}

/** Items with those of a group side by side: the gravest groups first, then the largest, then by name; within a file, too. */
export function ordered(items: readonly Item[], by: State["group"]): readonly Item[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = by === "file" ? item.path : groupKey(item, "rule");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  const ranked = [...groups].map(([key, found]) => ({ key, found, weights: weightsOf(found, by) }));
  ranked.sort((a, b) => {
    const at = a.weights.findIndex((weight, index) => weight !== b.weights[index]);
    return at === -1 ? (a.key < b.key ? -1 : 1) : (b.weights[at] ?? 0) - (a.weights[at] ?? 0);
  });
  return ranked.flatMap(({ found }) => (by === "file" ? gravestLinesFirst(found) : found));
}

/** What ranks a group. What existed before, or is gone, counts only where nothing else tells groups apart. */
function weightsOf(items: readonly Item[], by: State["group"]): readonly number[] {
  const own = items.filter(({ kind }) => kind === "failing" || kind === "note");
  const count = (severity: Item["severity"]) => own.filter((item) => item.severity === severity).length;
  if (by === "rule") return [worst(own), own.length, worst(items), items.length];
  return [count("error"), count("warning"), own.length, items.length];
}

/** The findings of one line stay together. */
function gravestLinesFirst(items: readonly Item[]): readonly Item[] {
  const lines = new Map<number, number>();
  for (const { line, severity } of items) lines.set(line, Math.max(lines.get(line) ?? 0, WEIGHT[severity]));
  return [...items].sort(
    (a, b) => (lines.get(b.line) ?? 0) - (lines.get(a.line) ?? 0) || a.line - b.line || a.id - b.id,
  );
}

function worst(items: readonly Item[]): number {
  return items.reduce((weight, { severity }) => Math.max(weight, WEIGHT[severity]), -1);
}

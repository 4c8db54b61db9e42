import type { Item } from "./item.ts";

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

import { WEIGHT } from "../src/severity.ts";
import type { Item } from "./item.ts";
import type { State } from "./state.ts";

/** What an item stands under. */
export function groupKey(item: Item, group: State["group"]): string {
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

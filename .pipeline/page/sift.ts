import type { Severity } from "../src/model/finding.ts";
import type { Item } from "./item.ts";
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

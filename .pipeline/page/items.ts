import type { Finding } from "../src/model/finding.ts";
import type { Verdict } from "../src/model/run.ts";
import { type PackedFinding, type PageData, SEVERITIES } from "../src/report/html/pageData.ts";
import { printable } from "../src/report/safeText.ts";
import { WEIGHT } from "../src/severity.ts";
import type { State } from "./state.ts";

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

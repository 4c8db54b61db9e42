import type { Finding, Fix, Severity, Verdict } from "../src/model.ts";
import {
  ID_DIGITS,
  KINDS,
  type Kind,
  type PackedFinding,
  type PageData,
  SEVERITIES,
} from "../src/report/html/packed.ts";
import { printable } from "../src/report/safeText.ts";
import type { Show, State } from "./state.ts";

/** What a filter lets through, and beside each choice how many it would add to what the other filters let through. */
export interface Filtered {
  readonly matching: readonly Item[];
  readonly severities: Readonly<Record<Severity, number>>;
  readonly checks: ReadonlyMap<string, number>;
  readonly shows: Readonly<Record<Show, number>>;
}

/** Which choices show a finding of each kind, in a run that was compared, and in one that was not. */
const SHOWN: Readonly<Record<Item["kind"], readonly Show[]>> = {
  failing: ["all", "failing", "new"],
  note: ["all", "notes", "new"],
  existing: ["all", "existing"],
  fixed: ["fixed"],
};

/** One pass over all items, in their order. Every word of the query must be found. */
export function filterItems(items: readonly Item[], state: State): Filtered {
  const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
  const severities: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  const shows = { all: 0, failing: 0, notes: 0, new: 0, existing: 0, fixed: 0 };
  const checks = new Map<string, number>();
  const matching: Item[] = [];
  for (const item of items) {
    if (!words.every((word) => item.words.includes(word))) continue;
    if (state.path !== undefined && addressed(item.path) !== state.path) continue;
    if (state.rule !== undefined && addressed(`${item.check}/${item.rule}`) !== state.rule) continue;
    const severity = state.severities.length === 0 || state.severities.includes(item.severity);
    const check = state.checks.length === 0 || state.checks.includes(item.check);
    const shown = SHOWN[item.kind].includes(state.show);
    if (check && shown) severities[item.severity] += 1;
    if (severity && shown) checks.set(item.check, (checks.get(item.check) ?? 0) + 1);
    if (severity && check) for (const show of SHOWN[item.kind]) shows[show] += 1;
    if (severity && check && shown) matching.push(item);
  }
  return { matching, severities, checks, shows };
}

/** A text as it comes back from an address, which cannot hold half a character. */
function addressed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

/** A finding as the page shows it. */
export interface Item extends Finding {
  /** Its place in the canonical order of the run, the fixed ones last. */
  readonly id: number;
  /** The start of its fingerprint, by which a link finds it. */
  readonly fingerprint: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly kind: Kind;
  /** What the search looks through: lower case, as shown. */
  readonly words: string;
}

/** The findings out of the page's data, in canonical order. */
export function unpack({ checks, texts, findings, ids, fixes }: PageData): readonly Item[] {
  const shown = texts.map((text) => printable(text).toLowerCase());
  const fixOf = new Map<number, Fix>(fixes);
  const at = (table: readonly string[], index: number): string => table[index] ?? "";
  return findings.map((packed: PackedFinding, id): Item => {
    const [check, rule, severity, path, line, column, endLine, endColumn, message, url, kind, missing] = packed;
    const fix = fixOf.get(id);
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
      ...(fix === undefined ? {} : { fix }),
      fingerprint: ids.slice(id * ID_DIGITS, (id + 1) * ID_DIGITS),
      kind: KINDS[kind] ?? "failing",
      words: `${at(shown, message)}\n${at(shown, rule)}\n${at(shown, path)}:${line}`,
    };
  });
}

import type { PackedFinding, PageData } from "../src/report/html/pageData.ts";
import { SEVERITIES } from "../src/report/html/severities.ts";
import { printable } from "../src/report/printable.ts";
import type { Item } from "./item.ts";

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

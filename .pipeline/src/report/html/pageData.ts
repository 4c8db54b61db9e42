import type { Run, Severity, Verdict } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { allFindings } from "../findings.ts";
import { columnsOf } from "../position.ts";

/**
 * One finding: indexes into the tables of checks, texts (rule, path, message, url) and severities; 0 for no end, -1 for no
 * URL, and 1 if it makes its check fail; then what is not installed, where that is all it says. A tuple, since 20,000 copies
 * of the names would be most of the page.
 */
export type PackedFinding = readonly [
  check: number,
  rule: number,
  severity: number,
  path: number,
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  message: number,
  url: number,
  failsCheck: 0 | 1,
  missing?: number,
];

/** What the page's script gets: all findings in canonical order, and the source around them. */
export interface PageData {
  readonly checks: readonly { readonly check: string; readonly title: string; readonly verdict: Verdict }[];
  readonly texts: readonly string[];
  readonly findings: readonly PackedFinding[];
  /** Consecutive lines: index of the path in `texts`, number of the first line, the lines. */
  readonly source: readonly (readonly [path: number, first: number, lines: readonly string[]])[];
  readonly lineUrl?: string;
}

export function pageData({ results }: Run, { lines, lineUrl }: ReportContext): PageData {
  const { texts, indexOf } = textTable();
  const checks = results.map(({ check, title, verdict }) => ({ check, title, verdict }));
  const checkIndex = new Map(results.map(({ check }, index) => [check, index]));
  const all = allFindings(results);
  const findings = all.map(({ finding, failsCheck }): PackedFinding => {
    const { check, rule, severity, path, line, message, url, missing } = finding;
    // The page marks nothing without an end, so the end is left out where the columns are unknown.
    const { column, ...end } = columnsOf(finding, lines, "characters");
    const { endLine = 0, endColumn = 0 } = column === undefined ? {} : end;
    const packed = [
      checkIndex.get(check) ?? -1,
      indexOf(rule),
      SEVERITIES.indexOf(severity),
      indexOf(path),
      line,
      column ?? finding.column,
      endLine,
      endColumn,
      indexOf(message),
      url === undefined ? -1 : indexOf(url),
      failsCheck ? 1 : 0,
    ] as const;
    return missing === undefined ? packed : [...packed, indexOf(missing)];
  });
  const paths = new Set(all.map(({ finding: { path } }) => path));
  const source = [...paths].flatMap((path) =>
    contiguousBlocks(lines.get(path) ?? new Map()).map(
      ({ first, texts: block }) => [indexOf(path), first, block] as const,
    ),
  );
  return { checks, texts, findings, source, ...(lineUrl === undefined ? {} : { lineUrl }) };
}

/** Repeated texts, each stored once. */
interface TextTable {
  /** Grows as texts are looked up. */
  readonly texts: readonly string[];
  readonly indexOf: (text: string) => number;
}

function textTable(): TextTable {
  const texts: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = indexes.get(text);
    if (known !== undefined) return known;
    indexes.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return { texts, indexOf };
}

/** Most severe first, as the page shows them. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Consecutive lines. */
interface Block {
  /** 1-based number of the first line. */
  readonly first: number;
  readonly texts: readonly string[];
}

function contiguousBlocks(known: ReadonlyMap<number, string>): readonly Block[] {
  const result: { first: number; texts: string[] }[] = [];
  for (const [number, text] of [...known].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && last.first + last.texts.length === number) last.texts.push(text);
    else result.push({ first: number, texts: [text] });
  }
  return result;
}

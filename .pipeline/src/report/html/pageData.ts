import type { ReportContext, Run, Severity, Verdict } from "../../model.ts";
import { allFindings } from "../findings.ts";
import { columnsOf } from "../position.ts";

/**
 * One finding: places in the tables of checks, texts (rule, path, message, url) and severities; 0 for no end and -1 for
 * no address; last, 1 when its check failed by it. A tuple, since the names 20,000 times over would be most of the page.
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
  blamed: 0 | 1,
];

/** What the page's script gets: all findings in canonical order, and the source around them. */
export interface PageData {
  readonly checks: readonly { readonly check: string; readonly title: string; readonly verdict: Verdict }[];
  readonly texts: readonly string[];
  readonly findings: readonly PackedFinding[];
  /** Lines that follow each other: path in the table of texts, number of the first, texts. */
  readonly source: readonly (readonly [path: number, first: number, lines: readonly string[]])[];
  readonly lineUrl?: string;
}

export function pageData({ results }: Run, { lines, lineUrl }: ReportContext): PageData {
  const { texts, indexOf } = textTable();
  const checks = results.map(({ check, title, verdict }) => ({ check, title, verdict }));
  const place = new Map(results.map(({ check }, index) => [check, index]));
  const all = allFindings(results);
  const findings = all.map(({ finding, blamed }): PackedFinding => {
    const { check, rule, severity, path, line, message, url } = finding;
    // Nothing is marked without an end, so where the columns are in doubt there is none.
    const { column, ...end } = columnsOf(finding, lines, "characters");
    const { endLine = 0, endColumn = 0 } = column === undefined ? {} : end;
    return [
      place.get(check) ?? -1,
      indexOf(rule),
      SEVERITIES.indexOf(severity),
      indexOf(path),
      line,
      column ?? finding.column,
      endLine,
      endColumn,
      indexOf(message),
      url === undefined ? -1 : indexOf(url),
      blamed ? 1 : 0,
    ];
  });
  const paths = new Set(all.map(({ finding: { path } }) => path));
  const source = [...paths].flatMap((path) =>
    blocks(lines.get(path) ?? new Map()).map(({ first, texts: block }) => [indexOf(path), first, block] as const),
  );
  return { checks, texts, findings, source, ...(lineUrl === undefined ? {} : { lineUrl }) };
}

/** Texts that come again and again, each kept once. */
interface TextTable {
  /** Grows as texts are asked for. */
  readonly texts: readonly string[];
  readonly indexOf: (text: string) => number;
}

function textTable(): TextTable {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return { texts, indexOf };
}

/** From the most to the least, as the page shows them. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Lines that follow each other. */
interface Block {
  /** Number of the first, 1-based. */
  readonly first: number;
  readonly texts: readonly string[];
}

function blocks(known: ReadonlyMap<number, string>): readonly Block[] {
  const made: { first: number; texts: string[] }[] = [];
  for (const [number, text] of [...known].sort(([a], [b]) => a - b)) {
    const last = made.at(-1);
    if (last !== undefined && last.first + last.texts.length === number) last.texts.push(text);
    else made.push({ first: number, texts: [text] });
  }
  return made;
}

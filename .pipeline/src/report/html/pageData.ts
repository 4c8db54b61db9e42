import type { Finding, Severity } from "../../model/finding.ts";
import type { ReportContext } from "../../model/reportContext.ts";
import type { Run, Verdict } from "../../model/run.ts";
import { blamed, byPlace } from "../findings.ts";
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
  const guilty = new Set<Finding>(results.flatMap((result) => [...blamed(result)]));
  const all = byPlace(results);
  const findings = all.map((finding): PackedFinding => {
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
      guilty.has(finding) ? 1 : 0,
    ];
  });
  const source = excerptBlocks(all, lines).map(
    ({ path, first, texts: block }) => [indexOf(path), first, block] as const,
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

interface Block {
  readonly path: string;
  /** Number of the first line, 1-based. */
  readonly first: number;
  readonly texts: readonly string[];
}

/** Lines shown before and after the one that a finding names. */
export const AROUND = 2;

/** The known lines around the findings, as blocks of lines that follow each other; each line once. */
export function excerptBlocks(findings: readonly Finding[], lines: ReportContext["lines"]): readonly Block[] {
  const wanted = new Map<string, Set<number>>();
  for (const { path, line } of findings) {
    const numbers = wanted.get(path) ?? new Set();
    wanted.set(path, numbers);
    for (let number = line - AROUND; number <= line + AROUND; number += 1) numbers.add(number);
  }
  return [...wanted].flatMap(([path, numbers]) => {
    const known = lines.get(path);
    return known === undefined ? [] : blocks(path, [...numbers].sort(ascending), known);
  });
}

function ascending(a: number, b: number): number {
  return a - b;
}

function blocks(path: string, numbers: readonly number[], known: ReadonlyMap<number, string>): readonly Block[] {
  const made: { path: string; first: number; texts: string[] }[] = [];
  for (const number of numbers) {
    const text = known.get(number);
    if (text === undefined) continue;
    const last = made.at(-1);
    if (last !== undefined && last.first + last.texts.length === number) last.texts.push(text);
    else made.push({ path, first: number, texts: [text] });
  }
  return made;
}

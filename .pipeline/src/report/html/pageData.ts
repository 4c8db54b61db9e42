import type { Finding } from "../../model/finding.ts";
import type { ReportContext } from "../../model/reportContext.ts";
import type { Run, Verdict } from "../../model/run.ts";
import { blamed } from "../blame.ts";
import { columnsOf } from "../columns.ts";
import { byPlace } from "../findingLines.ts";
import { excerptBlocks } from "./excerptBlocks.ts";
import { SEVERITIES } from "./severities.ts";
import { textTable } from "./textTable.ts";

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

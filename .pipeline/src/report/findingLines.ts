import { compareFindings } from "../findingOrder.ts";
import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";
import { counted } from "./phrases.ts";
import { printable, printableLines } from "./printable.ts";
import { safeUrl } from "./safeUrl.ts";
import { SEVERITY_PAINT, type TextStyle } from "./style.ts";

export interface FindingLinesOptions {
  /** How a path is written; as it is when left out. */
  readonly display?: (path: string) => string;
  /** Writes the address of each rule's documentation under its finding. */
  readonly verbose?: boolean;
}

interface Row {
  readonly place: string;
  readonly finding: Finding;
  readonly message: readonly string[];
}

// Columns grow with their content up to here; what is longer pushes its own line only.
const WIDEST = { place: 60, message: 90 };

/** The findings of all checks in canonical order: path, line, column, check. */
export function byPlace(results: readonly CheckResult[]): readonly Finding[] {
  return results.flatMap((result) => result.findings).sort(compareFindings);
}

/** A paragraph per file; `findings` are sorted by place. */
export function findingLines(
  findings: readonly Finding[],
  style: TextStyle,
  options: FindingLinesOptions,
): readonly string[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = files.get(finding.path);
    if (file === undefined) files.set(finding.path, [finding]);
    else file.push(finding);
  }
  return [...files].flatMap(([path, found]) => {
    const shown = printable(options.display?.(path) ?? path);
    const rows = found.map((finding) => ({
      place: `${shown}:${finding.line}:${finding.column}`,
      finding,
      message: printableLines(finding.message),
    }));
    const head = `${style.bold(shown)}  ${style.dim(counted(found.length, "finding"))}`;
    return [head, ...paragraph(rows, style, options.verbose === true), ""];
  });
}

function paragraph(rows: readonly Row[], style: TextStyle, verbose: boolean): readonly string[] {
  const place = widest(rows.map((row) => row.place).filter((text) => width(text) <= WIDEST.place));
  const message = widest(rows.map((row) => row.message[0] ?? "").filter((text) => width(text) <= WIDEST.message));
  return rows.flatMap(({ place: at, finding, message: [first = "", ...rest] }) => {
    const severity = style[SEVERITY_PAINT[finding.severity]](finding.severity.padEnd(7));
    const url = safeUrl(finding.url);
    const name = printable(finding.rule);
    const rule = url === undefined || style.link === undefined ? name : style.link(name, url);
    const by = style.dim(`${rule} (${printable(finding.check)})`);
    const more = verbose && url !== undefined ? [...rest, url] : rest;
    return [
      `  ${padded(at, place)}  ${severity}  ${padded(first, message)}  ${by}`,
      ...more.map((line) => `      ${style.dim(line)}`),
    ];
  });
}

function width(text: string): number {
  return [...text].length;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0);
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

import type { Finding } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { printable, printableLines, safeUrl } from "../safeText.ts";
import type { SameCause } from "../sameCause.ts";
import { SEVERITY_PAINT, type TextStyle } from "./style.ts";
import type { Piece } from "./wrap.ts";

export interface TextOptions {
  /** Maximum number of findings shown, the worst files first; the totals still count the whole run. Without it all are shown, by path. */
  readonly limit?: number;
  /** An excerpt of the source for each finding, or a line; if left out, excerpts where there are few findings and `lines`. */
  readonly output?: "full" | "concise";
  /** Whether to print the number of findings of each rule; otherwise it is printed for many findings, with the commonest rules. */
  readonly statistics?: boolean;
  /** Columns of the terminal; without it, as in a file, lines are as long as they are. */
  readonly width?: number | undefined;
  /** The source of some findings, for excerpts. */
  readonly lines?: (findings: readonly Finding[]) => ReportContext["lines"];
  /** The address of a place, for a terminal that knows links. */
  readonly placeUrl?: (path: string, line: number) => string | undefined;
  /** What to type, or do, next: to have findings mended, and to see all of them. */
  readonly next?: { readonly fix?: string; readonly all?: string };
  /** No output if the run passed; otherwise only findings, reasons and the last line. */
  readonly quiet?: boolean;
  /** How to write a path; unchanged if left out. */
  readonly display?: (path: string) => string;
  /** Whether to print the URL of each rule's documentation under its finding. */
  readonly verbose?: boolean;
}

/** The path as the caller wants it. */
export function shownPath(path: string, { display }: Pick<TextOptions, "display">): string {
  return printable(display?.(path) ?? path);
}

/** The place of a finding, as a link where that is wanted: `src/main.py:2:8`, or without the path. */
export function placePiece(
  { path, line, column }: Finding,
  style: TextStyle,
  options: Pick<TextOptions, "display" | "placeUrl">,
  isShort = false,
): Piece {
  const text = `${isShort ? "" : `${shownPath(path, options)}:`}${line}:${column}`;
  const url = style.link === undefined ? undefined : options.placeUrl?.(path, line);
  return { text, paint: (words) => (url === undefined ? words : (style.link?.(words, url) ?? words)) };
}

/** The rule, as a link to its documentation where that is wanted. */
export function rulePiece({ rule, url }: Finding, style: TextStyle): Piece {
  const safe = style.link === undefined ? undefined : safeUrl(url);
  return {
    text: printable(rule),
    paint: (words) => (safe === undefined ? words : (style.link?.(words, safe) ?? words)),
  };
}

export function severityPaint({ severity }: Finding, style: TextStyle) {
  return style[SEVERITY_PAINT[severity]];
}

/** What findings of one cause say: the first line, the others, and the addresses of the rules where they are wanted. */
export function messageLines(group: SameCause, verbose = false): readonly [string, readonly string[]] {
  const [first = "", ...rest] = printableLines(group[0].message);
  return [first, verbose ? [...rest, ...group.flatMap(({ url }) => safeUrl(url) ?? [])] : rest];
}

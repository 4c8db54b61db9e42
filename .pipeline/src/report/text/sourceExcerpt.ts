import type { Finding } from "../../model.ts";
import type { ReportContext } from "../context.ts";
import { columnsOf, isCutLine } from "../position.ts";
import { printable } from "../safeText.ts";
import { width } from "./wrap.ts";

/** Lines before and after a finding's own, and the most of its own. */
const AROUND = 1;
const MOST_OWN = 3;
/** Columns that are shown before what is marked, where that is far to the right. */
const LEAD = 20;
const TAB = 4;

/** A line of the source as it is shown, and the carets under it. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly carets?: string;
}

/** The lines of the source that a finding is about, in so many columns; none where they would say nothing or are not known. */
export function sourceExcerpt(finding: Finding, lines: ReportContext["lines"], room: number): readonly SourceLine[] {
  const known = lines.get(finding.path);
  // The lines of a notebook's finding count from the top of a cell; a formatter's finding is about the whole file.
  if (known?.get(finding.line) === undefined || /\.ipynb$/.test(finding.path) || isAboutFile(finding)) return [];
  const { line, column, endLine = line, endColumn } = columnsOf(finding, lines, "characters");
  const isBefore = endColumn === 1 && endLine > line;
  const last = Math.min(isBefore ? endLine - 1 : endLine, line + MOST_OWN - 1);
  const shown: SourceLine[] = [];
  for (let number = line - AROUND; number <= last + AROUND; number += 1) {
    const text = known.get(number);
    if (text === undefined || (text.trim() === "" && (number < line || number > last))) continue;
    const end = endLine > line ? undefined : (endColumn ?? column);
    shown.push({
      number,
      ...(number === line ? markedLine(text, column, end, room) : markedLine(text, undefined, undefined, room)),
    });
  }
  return shown;
}

function isAboutFile({ rule }: Finding): boolean {
  return rule === "unformatted" || rule === "formatters-disagree";
}

/** A line with carets from a column to another, or to its end; cut where it is longer than there is room. */
export function markedLine(
  source: string,
  column: number | undefined,
  endColumn: number | undefined,
  room: number,
): Omit<SourceLine, "number"> {
  const cells = cellsOf(source.replace(/^\ufeff/, ""));
  const start =
    column === undefined || column > cells.length + 1 || (isCutLine(source) && column >= cells.length)
      ? undefined
      : column - 1;
  const end = Math.max(
    (start ?? 0) + 1,
    Math.min(endColumn === undefined ? cells.length : endColumn - 1, cells.length),
  );
  const before = width(cells.slice(0, start ?? 0).join(""));
  const marked = Math.max(1, width(cells.slice(start ?? 0, end).join("")));
  const [first, text] = windowOf(cells, before, Math.min(marked, room - LEAD), room);
  const carets = start === undefined ? {} : { carets: caretsUnder(before - first, marked, room) };
  return { text: text.trimEnd(), ...carets };
}

function caretsUnder(at: number, marked: number, room: number): string {
  return " ".repeat(at) + "^".repeat(Math.max(1, Math.min(marked, room - at)));
}

/** A character each, as it is shown. */
function cellsOf(text: string): readonly string[] {
  let column = 0;
  return [...text].map((character) => {
    const cell = character === "\t" ? " ".repeat(TAB - (column % TAB)) : printable(character);
    column += width(cell);
    return cell;
  });
}

/** The part of a line that has room, with what is marked in it, and the columns that were left out before it. */
function windowOf(cells: readonly string[], before: number, marked: number, room: number): readonly [number, string] {
  const whole = cells.join("");
  if (width(whole) <= room) return [0, whole];
  const wanted = before + marked < room ? 0 : Math.max(0, before - Math.min(LEAD, Math.floor(room / 2)));
  let left = 0;
  let index = 0;
  for (; index < cells.length && left < wanted; index += 1) left += width(cells[index] ?? "");
  let text = left > 0 ? "…" : "";
  for (; index < cells.length; index += 1) {
    const cell = cells[index] ?? "";
    if (width(text + cell) > room - 1) return [left - (left > 0 ? 1 : 0), `${text}…`];
    text += cell;
  }
  return [left - (left > 0 ? 1 : 0), text];
}

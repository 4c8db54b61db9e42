import type { Finding } from "../model.ts";
import type { ReportContext } from "./context.ts";

/** What a report's columns count: Unicode code points, or bytes of UTF-8. */
type Unit = "characters" | "bytes";

/** Where to mark a finding, 1-based, the end exclusive; without columns where it is not known what they count. */
interface Marks extends Partial<Pick<Finding, "column" | "endLine" | "endColumn">> {
  readonly line: number;
}

/**
 * Where a finding is, with its columns in the given unit. On a line of ASCII all units are the same, and where a line is
 * unknown the tool's columns stay as they are.
 */
export function columnsOf(finding: Finding, lines: ReportContext["lines"], unit: Unit): Marks {
  const { path, line } = finding;
  const end = endOf(finding);
  const known = lines.get(path);
  const inUnit = (column: number, text: string | undefined) =>
    text === undefined ? column : converted(column, text, finding.columnUnit, unit);
  const column = inUnit(finding.column, known?.get(line));
  if (end?.endColumn === undefined) return { line, ...(column === undefined ? {} : { column }), ...end };
  const endColumn = inUnit(end.endColumn, known?.get(end.endLine));
  if (column === undefined || endColumn === undefined) return { line, endLine: end.endLine };
  return { line, column, endLine: end.endLine, endColumn };
}

function converted(column: number, line: string, from: Finding["columnUnit"], to: Unit): number | undefined {
  if (from === undefined && to === "characters") return column;
  // No tool counts a byte order mark.
  const text = (isCutLine(line) ? line.slice(0, -1) : line).replace(/^\ufeff/, "");
  if (!/\P{ASCII}/u.test(text)) return column;
  // Nobody knows how many bytes a character had that could not be decoded.
  if (from === "unknown" || text.includes("\ufffd")) return undefined;
  const characters = [...text];
  if (column > characters.length + 1) return undefined;
  return 1 + new TextEncoder().encode(characters.slice(0, column - 1).join("")).length;
}

/** Where a finding ends, exclusive; undefined if that is unknown or before its start. */
export function endOf({
  line,
  column,
  endLine,
  endColumn,
}: Finding): (Pick<Finding, "endColumn"> & { readonly endLine: number }) | undefined {
  if (endLine === undefined && endColumn === undefined) return undefined;
  const last = endLine ?? line;
  if (last < line || (last === line && endColumn !== undefined && endColumn < column)) return undefined;
  return { endLine: last, ...(endColumn === undefined ? {} : { endColumn }) };
}

/** Code points of a line that was cut: 400 of its own, and the mark. */
const CUT = 401;

/** Whether a line of the report's context is only the start of the file's, which its last character `…` marks. */
export function isCutLine(text: string): boolean {
  return text.endsWith("…") && [...text.slice(0, 2 * CUT + 1)].length === CUT;
}

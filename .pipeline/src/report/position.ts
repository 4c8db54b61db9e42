import type { Finding, ReportContext } from "../model.ts";

/** What columns of reports count: Unicode code points, or bytes of UTF-8. */
type Unit = "characters" | "bytes";

/** Where to mark a finding, 1-based, the end exclusive; without columns where it is not known what they count. */
interface Marks extends Partial<Pick<Finding, "column" | "endLine" | "endColumn">> {
  readonly line: number;
}

/**
 * Where a finding is, its columns in one unit whichever its tool counts in. On lines of ASCII all units are the same,
 * and where a line is unknown the tool's columns stay as they are.
 */
export function columnsOf(finding: Finding, lines: ReportContext["lines"], unit: Unit): Marks {
  const { path, line, columnUnit = "characters" } = finding;
  const end = endOf(finding);
  const known = lines.get(path);
  const column = converted(finding.column, known?.get(line), columnUnit, unit);
  if (end?.endColumn === undefined) return { line, ...(column === undefined ? {} : { column }), ...end };
  const endColumn = converted(end.endColumn, known?.get(end.endLine), columnUnit, unit);
  if (column === undefined || endColumn === undefined) return { line, endLine: end.endLine };
  return { line, column, endLine: end.endLine, endColumn };
}

function converted(column: number, line: string | undefined, from: Unit | "unknown", to: Unit): number | undefined {
  if (line === undefined || from === to) return column;
  // No tool counts a byte order mark.
  const text = (isCutLine(line) ? line.slice(0, -1) : line).replace(/^\ufeff/, "");
  if (!/\P{ASCII}/u.test(text)) return column;
  // How many bytes stood for a character that could not be read is not known.
  if (from === "unknown" || text.includes("\ufffd")) return undefined;
  const at = { characters: 1, bytes: 1 };
  for (const character of text) {
    if (at[from] >= column) break;
    at.characters += 1;
    at.bytes += sizeOf(character);
  }
  return at[from] === column ? at[to] : undefined;
}

/** Bytes in UTF-8. */
function sizeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** Where a finding ends, the column being that after its last character; undefined when that is unknown or before its start. */
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

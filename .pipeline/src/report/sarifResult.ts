import type { Finding } from "../model.ts";
import type { ReportContext } from "./context.ts";
import { columnsOf, isCutLine } from "./position.ts";
import { printable, uriPath } from "./safeText.ts";

type Lines = ReportContext["lines"];
type Known = ReadonlyMap<number, string> | undefined;

/** What paths are relative to. It has a name but no location, since a report must not contain paths of a machine. */
export const ROOT = "SRCROOT";

/** A SARIF physicalLocation, with columns in code points. */
export function sarifLocation(finding: Finding, lines: Lines): object {
  const { line, column, ...end } = columnsOf(finding, lines, "characters");
  const known = lines.get(finding.path);
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...end };
  const snippet = snippetOf({ ...end, line, column }, known);
  const context = snippet === undefined ? undefined : contextOf(snippet, line, end.endLine ?? line, known);
  return {
    artifactLocation: artifactLocation(finding),
    region: { ...region, ...(snippet === undefined ? {} : { snippet: { text: snippet } }) },
    ...(context === undefined ? {} : { contextRegion: context }),
  };
}

function artifactLocation({ path }: Finding): object {
  return { uri: uriPath(path), uriBaseId: ROOT };
}

/** How the tool would mend it: `fixes`, or nothing where the edits are not known, or hold what a viewer would not show. */
export function sarifFixes(finding: Finding): object {
  const { fix, columnUnit } = finding;
  if (fix === undefined || fix.edits.length === 0 || columnUnit !== undefined) return {};
  if (fix.edits.some(({ text }) => shown(text) !== text)) return {};
  const replacements = fix.edits.map(({ line, column, endLine, endColumn, text }) => ({
    deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
    ...(text === "" ? {} : { insertedContent: { text } }),
  }));
  const text = fix.safe ? "The tool's own fix." : "The tool's own fix; it may change what the code does.";
  return {
    fixes: [
      { description: { text }, artifactChanges: [{ artifactLocation: artifactLocation(finding), replacements }] },
    ],
  };
}

interface Span {
  readonly line: number;
  readonly column: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

/** The region's own text; undefined where a line of it is not known in full, or it has none. */
function snippetOf({ line, column = 1, endLine = line, endColumn }: Span, known: Known): string | undefined {
  const texts: string[] = [];
  for (let number = line; number <= endLine; number += 1) {
    const text = known?.get(number);
    if (text === undefined || isCutLine(text)) return undefined;
    const from = number === line ? column - 1 : 0;
    const to = number === endLine && endColumn !== undefined ? endColumn - 1 : undefined;
    // No tool counts a byte order mark.
    texts.push([...text.replace(/^\ufeff/, "")].slice(from, to).join(""));
  }
  const text = shown(texts.join("\n"));
  return text === "" ? undefined : text;
}

/** The region's lines with the ones around it; undefined if that is no more than the region itself. */
function contextOf(region: string, line: number, last: number, known: Known): object | undefined {
  const isShown = (number: number) => known?.get(number) !== undefined && !isCutLine(known.get(number) ?? "");
  const [startLine, endLine] = [isShown(line - 1) ? line - 1 : line, isShown(last + 1) ? last + 1 : last];
  const texts = Array.from({ length: endLine - startLine + 1 }, (_, at) => known?.get(startLine + at) ?? "");
  const text = shown(texts.join("\n").replace(/^\ufeff/, ""));
  return text === region ? undefined : { startLine, endLine, snippet: { text } };
}

/** Tabs are kept: they are indentation and harmless to terminals. */
function shown(text: string): string {
  return text.replace(/[^\t\n]+/g, printable);
}

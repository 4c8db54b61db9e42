import type { Finding } from "../model/finding.ts";
import type { ReportContext } from "../model/reportContext.ts";
import { columnsOf } from "./columns.ts";
import { isCutLine } from "./cutLine.ts";
import { endOf } from "./endOf.ts";
import { printable } from "./printable.ts";
import { uriPath } from "./uriPath.ts";

/** What paths are relative to: named, not located, since no machine's path may stand in a report. */
export const ROOT = "SRCROOT";

/** A physicalLocation of SARIF, its columns in code points. */
export function sarifLocation(finding: Finding, lines: ReportContext["lines"]): object {
  const { line, column, ...end } = columnsOf(finding, lines, "characters");
  const excerpt = excerptOf(finding, lines.get(finding.path));
  return {
    artifactLocation: { uri: uriPath(finding.path), uriBaseId: ROOT },
    region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...end },
    ...(excerpt === undefined ? {} : { contextRegion: excerpt }),
  };
}

/** The finding's whole lines, where all of them are known in full: a snippet is the file's own text. */
function excerptOf(finding: Finding, known: ReadonlyMap<number, string> | undefined): object | undefined {
  const { line } = finding;
  const last = endOf(finding)?.endLine ?? line;
  const texts: string[] = [];
  for (let number = line; number <= last; number += 1) {
    const text = known?.get(number);
    if (text === undefined || isCutLine(text)) return undefined;
    // Tabs are indentation, which no terminal obeys otherwise.
    texts.push(text.split("\t").map(printable).join("\t"));
  }
  return { startLine: line, endLine: last, snippet: { text: texts.join("\n") } };
}

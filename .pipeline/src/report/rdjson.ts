import type { CheckResult, Finding, ReportContext, Run, Severity } from "../model.ts";
import { allFindings, checkMessage, type Found, reportedSeverity } from "./findings.ts";
import { columnsOf } from "./position.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/**
 * Reviewdog fails on a diagnostic without a location, and GitHub on one without a path or line, so a broken check names
 * Drydock in its place. Only `-filter-mode=nofilter` shows it: all others keep to files of the change.
 */
const NO_PLACE = { path: "drydock", range: { start: { line: 1 } } } as const;

/** Reviewdog's DiagnosticResult as JSON: the checks that no finding speaks for, what the checks give notice of, then the findings in canonical order. */
export function renderRdjson(run: Run, { lines }: ReportContext): string {
  const found = allFindings(run.results).map((one) => ofFinding(one, lines));
  const diagnostics = [...run.results.flatMap(ofCheck), ...found];
  return `${JSON.stringify({ source: { name: "drydock" }, diagnostics }, null, 2)}\n`;
}

function ofCheck(result: CheckResult): readonly object[] {
  const diagnostic = (said: string, severity: string) => {
    return { message: literal(said), location: NO_PLACE, severity, source: sourceOf(result) };
  };
  const message = checkMessage(result);
  const severity = result.verdict === "skipped" ? LEVELS.warning : LEVELS.error;
  const told = result.notices.map((notice) => diagnostic(printableLines(notice).join("\n") || "notice", LEVELS.info));
  return message === undefined ? told : [diagnostic(message, severity), ...told];
}

function ofFinding({ finding, result }: Found, lines: ReportContext["lines"]): object {
  const rule = printable(finding.rule);
  const url = safeUrl(finding.url);
  return {
    message: literal(printableLines(finding.message).join("\n") || rule),
    location: { path: printable(finding.path), range: rangeOf(finding, lines) },
    severity: LEVELS[reportedSeverity(result, finding)],
    source: sourceOf(result),
    code: {
      value: literal(rule),
      // The link it becomes ends at the first closing bracket.
      ...(url === undefined ? {} : { url: url.replaceAll("(", "%28").replaceAll(")", "%29") }),
    },
  };
}

function sourceOf({ title }: CheckResult): object {
  return { name: literal(printable(title)) };
}

/**
 * Columns count bytes here. Lines alone where one of them is unknown: an end without a column, after a start with one, means
 * something else.
 */
function rangeOf(finding: Finding, lines: ReportContext["lines"]): object {
  const { line, column, endLine = line, endColumn } = columnsOf(finding, lines, "bytes");
  if (endColumn !== undefined) return { start: { line, column }, end: { line: endLine, column: endColumn } };
  if (endLine > line) return { start: { line }, end: { line: endLine } };
  return { start: { line, ...(column === undefined ? {} : { column }) } };
}

/** A line that is the same in Markdown: words, and quoted ones, without an address or a mark that means something. */
const PLAIN = /^(?:[\p{L}\p{N} .,;:'"()=+?`/-]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u;

/**
 * Reviewdog posts these texts as Markdown, in which they might mention people, load pictures or give GitLab's bot orders:
 * what is not plain words is put in backticks, and several lines in a block of code.
 */
function literal(text: string): string {
  if (PLAIN.test(text) && !/:\/\/|www\./i.test(text)) return text;
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 0);
  if (text.includes("\n")) {
    const fence = "`".repeat(Math.max(3, longest + 1));
    return `\n${fence}\n${text}\n${fence}`;
  }
  const ticks = "`".repeat(longest + 1);
  // A space beside a backtick is taken away again.
  return longest === 0 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}

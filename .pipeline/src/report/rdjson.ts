import type { CheckResult, Finding, Run, Severity } from "../model.ts";
import type { ReportContext } from "./context.ts";
import { allFindings, type CheckFinding, checkMessage, reportedSeverity } from "./findings.ts";
import { columnsOf } from "./position.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/**
 * Reviewdog fails on a diagnostic without a location, and GitHub on one without a path or line, so a broken check gets
 * the path `drydock`. Only `-filter-mode=nofilter` shows it: all other modes show only changed files.
 */
const FALLBACK_LOCATION = { path: "drydock", range: { start: { line: 1 } } } as const;

/**
 * Reviewdog's DiagnosticResult as JSON: the verdicts that no finding explains and the checks' notices, then the findings in
 * canonical order. Existing findings are left out: each would be a comment.
 */
export function renderRdjson(run: Run, { lines }: ReportContext): string {
  const findings = allFindings(run.results)
    .filter(({ finding }) => finding.state !== "existing")
    .map((one) => findingDiagnostic(one, lines));
  const diagnostics = [...run.results.flatMap(checkDiagnostics), ...findings];
  return `${JSON.stringify({ source: { name: "drydock" }, diagnostics }, null, 2)}\n`;
}

function checkDiagnostics(result: CheckResult): readonly object[] {
  const diagnostic = (text: string, severity: string) => {
    return { message: asLiteral(text), location: FALLBACK_LOCATION, severity, source: sourceOf(result) };
  };
  const message = checkMessage(result);
  const severity = result.verdict === "skipped" ? LEVELS.warning : LEVELS.error;
  const notices = result.notices.map((notice) =>
    diagnostic(printableLines(notice).join("\n") || "notice", LEVELS.info),
  );
  return message === undefined ? notices : [diagnostic(message, severity), ...notices];
}

function findingDiagnostic({ finding, result }: CheckFinding, lines: ReportContext["lines"]): object {
  const rule = printable(finding.rule);
  const url = safeUrl(finding.url);
  return {
    message: asLiteral(printableLines(finding.message).join("\n") || rule),
    location: { path: printable(finding.path), range: rangeOf(finding, lines) },
    severity: LEVELS[reportedSeverity(result, finding)],
    source: sourceOf(result),
    code: {
      value: asLiteral(rule),
      // Reviewdog makes it a link, which would end at the first closing bracket.
      ...(url === undefined ? {} : { url: url.replaceAll("(", "%28").replaceAll(")", "%29") }),
    },
  };
}

function sourceOf({ title }: CheckResult): object {
  return { name: asLiteral(printable(title)) };
}

/**
 * Columns count bytes here. If a column is unknown, only lines are given: a start with a column and an end without one
 * would mean something else.
 */
function rangeOf(finding: Finding, lines: ReportContext["lines"]): object {
  const { line, column, endLine = line, endColumn } = columnsOf(finding, lines, "bytes");
  if (endColumn !== undefined) return { start: { line, column }, end: { line: endLine, column: endColumn } };
  if (endLine > line) return { start: { line }, end: { line: endLine } };
  return { start: { line, ...(column === undefined ? {} : { column }) } };
}

/** Text that Markdown leaves unchanged: words and quotes, without URLs or special characters. */
const PLAIN_TEXT = /^(?:[\p{L}\p{N} .,;:'"()=+?`/-]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u;

/**
 * Reviewdog posts these texts as Markdown, where they might mention people, load images or run GitLab quick actions:
 * everything but plain words goes into backticks, and several lines into a code block.
 */
function asLiteral(text: string): string {
  if (PLAIN_TEXT.test(text) && !/:\/\/|www\./i.test(text)) return text;
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 0);
  if (text.includes("\n")) {
    const fence = "`".repeat(Math.max(3, longest + 1));
    return `\n${fence}\n${text}\n${fence}`;
  }
  const ticks = "`".repeat(longest + 1);
  // Markdown removes the space next to a backtick.
  return longest === 0 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}

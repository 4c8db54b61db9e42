import type { CheckResult, Run } from "../model/run.ts";
import { byPlace, type FindingLinesOptions, findingLines, verdictLine } from "./findings.ts";
import { counted, duration, findingsPhrase } from "./phrases.ts";
import { printable, printableLines } from "./safeText.ts";
import { PLAIN, type TextStyle, VERDICT_PAINT } from "./style.ts";

export interface TextOptions extends FindingLinesOptions {
  /** At most so many findings; the totals stay those of the whole run. */
  readonly limit?: number;
  /** The sentence that tells how to get the findings above the limit. */
  readonly howToGetAll?: string;
  /** Nothing at all when the run passed, else findings, reasons and the last line. */
  readonly quiet?: boolean;
}

/**
 * The report for people: findings by file, why checks are broken or skipped, notices, totals; the last line is the
 * verdict of each check. Ends with a newline, but for the empty report of a quiet run that passed.
 */
export function renderText(run: Run, style: TextStyle = PLAIN, options: TextOptions = {}): string {
  if (options.quiet && run.verdict === "passed") return "";
  const findings = byPlace(run.results);
  const shown = findings.slice(0, options.limit ?? findings.length);
  const left = findings.length - shown.length;
  const lines = [
    ...findingLines(shown, style, options),
    ...(left === 0 ? [] : [style.yellow(leftOut(left, options.howToGetAll)), ""]),
    ...run.results.flatMap((result) => reason(result, style)),
    ...(options.quiet ? [] : [...notices(run, style), totals(run, style)]),
    verdictLine(run, style),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function leftOut(count: number, howToGetAll = "The json report has them all."): string {
  return `… and ${counted(count, "more finding")}, left out here. ${howToGetAll}`;
}

/** In full, since it is all the user gets of a check that has no verdict. */
function reason(result: CheckResult, style: TextStyle): readonly string[] {
  const needed = result.verdict === "broken" || result.verdict === "skipped";
  const given = printableLines(result.reason ?? "");
  if (given.length === 0 && !needed) return [];
  const text = given.length === 0 ? ["No reason was given."] : given;
  const head = `${style.bold(printable(result.title))} ${style[VERDICT_PAINT[result.verdict]](result.verdict)}:`;
  return [head, ...text.map((line) => `  ${line}`), ""];
}

function notices(run: Run, style: TextStyle): readonly string[] {
  const ofChecks = run.results.flatMap((result) => result.notices.map((notice) => `${result.check}: ${notice}`));
  const all = [...run.notices, ...ofChecks].flatMap((notice) => {
    const [first = "", ...rest] = printableLines(notice);
    return [`${style.cyan("notice")}  ${first}`, ...rest.map((line) => `        ${line}`)];
  });
  return all.length === 0 ? [] : [...all, ""];
}

function totals(run: Run, style: TextStyle): string {
  const findings = run.results.flatMap((result) => result.findings);
  const files = new Set(findings.map((finding) => finding.path)).size;
  const python = run.python.used === null ? [] : [`Python ${printable(run.python.used)}`];
  const found = files === 0 ? findingsPhrase([]) : `${findingsPhrase(findings)} in ${counted(files, "file")}`;
  // A run without a verdict must not read like a clean one.
  const result = files === 0 && run.verdict !== "passed" ? [] : [found];
  return style.dim([...result, duration(run.durationMs), ...python].join(" · "));
}

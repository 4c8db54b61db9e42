import type { CheckResult, Finding, ReportContext, Run, Severity, Verdict } from "../model.ts";
import { WEIGHT } from "../order.ts";
import { allFindings, type Found } from "./findings.ts";
import { code, escaped, linked, message, row } from "./markdown.ts";
import { allNotices, counted, duration, timePhrase } from "./phrases.ts";
import { lineLink, printableLines } from "./safeText.ts";

/** How much a summary shows: numbers of pieces, and characters of a message or a line. */
interface Room {
  readonly findings: number;
  readonly notices: number;
  readonly reasonLines: number;
  readonly width: number;
}

const ROOM: Room = { findings: 20, notices: 20, reasonLines: 40, width: 300 };
/** For texts so long, and so full of what Markdown escapes, that GitHub would not take the comment. */
const LITTLE_ROOM: Room = { findings: 5, notices: 2, reasonLines: 2, width: 60 };
/** Characters that GitHub takes as a comment; GitLab takes a million. */
const LONGEST_COMMENT = 65_536;

const WIDTH = { name: 60, place: 120, rule: 60 };

/**
 * Markdown for a comment on a merge request or the summary of a job, on GitLab and on GitHub: verdicts, reasons, the
 * findings to look at first, notices. The page and the JSON report hold the rest.
 */
export function renderSummary(run: Run, context: ReportContext): string {
  const text = summary(run, context, ROOM);
  return text.length < LONGEST_COMMENT ? text : summary(run, context, LITTLE_ROOM);
}

function summary(run: Run, context: ReportContext, room: Room): string {
  const parts = [
    `## Quality: ${verdictWord(run.verdict)}`,
    ...verdictTable(run),
    ...reasons(run, room),
    ...topFindings(run, context, room),
    ...notices(run, room),
    totals(run),
  ];
  return `${parts.join("\n\n")}\n`;
}

// From the one to read first.
const SIGNS: Readonly<Record<Verdict, string>> = { broken: "💥", failed: "❌", skipped: "⏩", passed: "✅" };
const VERDICTS = Object.keys(SIGNS) as readonly Verdict[];

function verdictWord(verdict: Verdict): string {
  return `${SIGNS[verdict]} ${verdict}`;
}

/** `lint (Pylint)`, safe. */
function checkName({ check, title }: CheckResult): string {
  return code(check === title ? check : `${check} (${title})`, WIDTH.name);
}

function verdictTable({ results, totals: counts }: Run): readonly string[] {
  if (results.length === 0) return ["No check ran."];
  const words = VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  const rows = results.map((result) =>
    row([
      checkName(result),
      verdictWord(result.verdict),
      ...severityCells(result),
      result.files?.toString() ?? "–",
      timePhrase(result) || "–",
    ]),
  );
  const head = [
    row(["Check", "Verdict", "Errors", "Warnings", "Info", "Files", "Time"]),
    row(["---", "---", "---:", "---:", "---:", "---:", "---:"]),
  ];
  return [`${counted(results.length, "check")}: ${words.join(", ")}.`, [...head, ...rows].join("\n")];
}

/** Where there is no verdict, nothing found says nothing. */
function severityCells({ findings, verdict }: CheckResult): readonly string[] {
  if (findings.length === 0 && (verdict === "broken" || verdict === "skipped")) return ["–", "–", "–"];
  const { error, warning, info } = bySeverity(findings);
  return [error, warning, info].map(String);
}

function bySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) count[severity] += 1;
  return count;
}

/** Why checks are broken, failed or skipped, in this order. */
function reasons({ results }: Run, room: Room): readonly string[] {
  const told = VERDICTS.flatMap((verdict) =>
    results.filter((result) => {
      const needed = verdict === "broken" || verdict === "skipped";
      return result.verdict === verdict && (needed || (result.reason ?? "").trim() !== "");
    }),
  );
  const blocks = told.map(
    (result) => `${checkName(result)} ${verdictWord(result.verdict)}:\n\n${reasonBlock(result, room)}`,
  );
  return blocks.length === 0 ? [] : ["### Why", ...blocks];
}

/** All lines, or the first, which say what happened, and the last, which in a traceback say why. */
function reasonBlock(result: CheckResult, { reasonLines, width }: Room): string {
  const lines = printableLines(result.reason ?? "");
  if (lines.length === 0) return "No reason was given.";
  const half = reasonLines / 2;
  const escapedLines = (some: readonly string[]) => some.map((line) => escaped(line, width));
  const shown =
    lines.length <= reasonLines
      ? escapedLines(lines)
      : [
          ...escapedLines(lines.slice(0, half)),
          `… ${counted(lines.length - reasonLines, "line")} left out here …`,
          ...escapedLines(lines.slice(-half)),
        ];
  return `<pre>\n${shown.join("\n")}\n</pre>`;
}

/** The table of the findings to look at first: those that failed a check, then by severity, then by place. */
function topFindings(run: Run, context: ReportContext, room: Room): readonly string[] {
  const all = [...allFindings(run.results)].sort(urgency);
  if (all.length === 0) return [];
  const shown = all.slice(0, room.findings).map((one) => findingRow(one, context, room));
  const head = [row(["Place", "Severity", "Check", "Rule", "Message"]), row(["---", "---", "---", "---", "---"])];
  return [
    shown.length < all.length ? `### Top ${shown.length} of ${counted(all.length, "finding")}` : "### Findings",
    legend(all) + unjudged(run),
    [...head, ...shown].join("\n"),
    ...leftOut(all.length - shown.length, "finding"),
  ];
}

/** What failed no check must not read as if it had. */
function legend(all: readonly Found[]): string {
  const failing = all.filter(({ blamed }) => blamed).length;
  if (failing === 0) return "None of them by itself failed a check.";
  if (failing === all.length) return "All of them failed their checks.";
  return `${failing} of ${all.length} failed their checks: those with the severity in **bold**.`;
}

/** Nor must what nobody judged read as harmless. */
function unjudged({ results }: Run): string {
  const some = results.some(({ verdict, findings }) => verdict === "broken" && findings.length > 0);
  return some ? " Those of a broken check have no verdict and may be incomplete." : "";
}

/** Those alike keep their order, which is by place. */
function urgency(a: Found, b: Found): number {
  return Number(b.blamed) - Number(a.blamed) || WEIGHT[b.finding.severity] - WEIGHT[a.finding.severity];
}

function findingRow({ finding, blamed }: Found, { lineUrl }: ReportContext, { width }: Room): string {
  const { check, path, line, column, severity, rule, message: words, url } = finding;
  const place = `<code>${escaped(path, WIDTH.place)}:${line}:${column}</code>`;
  return row([
    linked(place, lineLink(lineUrl, path, line)),
    blamed ? `**${severity}**` : severity,
    code(check, WIDTH.name),
    linked(code(rule, WIDTH.rule), url),
    message(words, width),
  ]);
}

function notices(run: Run, room: Room): readonly string[] {
  const all = allNotices(run);
  if (all.length === 0) return [];
  const items = all.slice(0, room.notices).map((notice) => `- ${message(notice, room.width)}`);
  return ["### Notices", items.join("\n"), ...leftOut(all.length - items.length, "notice")];
}

/** The sentence on what is missing, if anything is. */
function leftOut(count: number, noun: string): readonly string[] {
  if (count === 0) return [];
  return [`… and ${counted(count, `more ${noun}`)}, left out here. The html and json reports have them all.`];
}

function totals({ results, verdict, python, durationMs }: Run): string {
  const findings = results.flatMap((result) => result.findings);
  const files = new Set(findings.map(({ path }) => path)).size;
  const { error, warning, info } = bySeverity(findings);
  const counts = `${counted(error, "error")}, ${counted(warning, "warning")}, ${info} info`;
  const some = `${counted(findings.length, "finding")} (${counts}) in ${counted(files, "file")}`;
  // A run without a verdict must not read like a clean one.
  const none = verdict === "passed" ? ["No findings"] : [];
  const ran = python.used === null ? [] : [`Python ${code(python.used, WIDTH.name)}`];
  return [...(findings.length === 0 ? none : [some]), duration(durationMs), ...ran].join(" · ");
}

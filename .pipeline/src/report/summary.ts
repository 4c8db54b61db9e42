import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import { WEIGHT } from "../order.ts";
import type { ReportContext } from "./context.ts";
import { allFindings, type CheckFinding } from "./findings.ts";
import { code, escaped, linked, message, row } from "./markdown.ts";
import { allNotices, counted, duration, timePhrase } from "./phrases.ts";
import { lineLink, printableLines } from "./safeText.ts";

/** How much a summary shows: numbers of items, and the length of a message or line. */
interface Limits {
  readonly findings: number;
  readonly notices: number;
  readonly reasonLines: number;
  readonly textLength: number;
}

const LIMITS: Limits = { findings: 20, notices: 20, reasonLines: 40, textLength: 300 };
/** For runs whose texts are so long that GitHub would reject the comment. */
const TIGHT_LIMITS: Limits = { findings: 5, notices: 2, reasonLines: 2, textLength: 60 };
/** GitHub's limit for a comment, in characters; GitLab's is a million. */
const MAX_COMMENT_LENGTH = 65_536;

const MAX_LENGTHS = { name: 60, place: 120, rule: 60 };

/**
 * Markdown for a comment on a merge request or the summary of a job, on GitLab and on GitHub: verdicts, reasons, the
 * most urgent findings, notices. The page and the JSON report have the rest.
 */
export function renderSummary(run: Run, context: ReportContext): string {
  const text = summary(run, context, LIMITS);
  return text.length < MAX_COMMENT_LENGTH ? text : summary(run, context, TIGHT_LIMITS);
}

function summary(run: Run, context: ReportContext, limits: Limits): string {
  const parts = [
    `## Quality: ${verdictWord(run.verdict)}`,
    ...verdictTable(run),
    ...reasons(run, limits),
    ...topFindings(run, context, limits),
    ...notices(run, limits),
    totals(run),
  ];
  return `${parts.join("\n\n")}\n`;
}

// Most urgent first.
const ICONS: Readonly<Record<Verdict, string>> = { broken: "💥", failed: "❌", skipped: "⏩", passed: "✅" };
const VERDICTS = Object.keys(ICONS) as readonly Verdict[];

function verdictWord(verdict: Verdict): string {
  return `${ICONS[verdict]} ${verdict}`;
}

/** `lint (Pylint)`, escaped. */
function checkName({ check, title }: CheckResult): string {
  return code(check === title ? check : `${check} (${title})`, MAX_LENGTHS.name);
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

/** Without a verdict, no findings does not mean none exist. */
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

/** Why checks are broken, failed or skipped, in that order. */
function reasons({ results }: Run, limits: Limits): readonly string[] {
  const explained = VERDICTS.flatMap((verdict) =>
    results.filter((result) => {
      const needed = verdict === "broken" || verdict === "skipped";
      return result.verdict === verdict && (needed || (result.reason ?? "").trim() !== "");
    }),
  );
  const blocks = explained.map(
    (result) => `${checkName(result)} ${verdictWord(result.verdict)}:\n\n${reasonBlock(result, limits)}`,
  );
  return blocks.length === 0 ? [] : ["### Why", ...blocks];
}

/** All lines, or the first, which say what happened, and the last, which in a traceback say why. */
function reasonBlock(result: CheckResult, { reasonLines, textLength }: Limits): string {
  const lines = printableLines(result.reason ?? "");
  if (lines.length === 0) return "No reason was given.";
  const half = reasonLines / 2;
  const escapedLines = (some: readonly string[]) => some.map((line) => escaped(line, textLength));
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

/** The table of the most urgent findings: those that make a check fail, then by severity, then by location. */
function topFindings(run: Run, context: ReportContext, limits: Limits): readonly string[] {
  const all = [...allFindings(run.results)].sort(byUrgency);
  if (all.length === 0) return [];
  const shown = all.slice(0, limits.findings).map((one) => findingRow(one, context, limits));
  const head = [row(["Place", "Severity", "Check", "Rule", "Message"]), row(["---", "---", "---", "---", "---"])];
  return [
    shown.length < all.length ? `### Top ${shown.length} of ${counted(all.length, "finding")}` : "### Findings",
    legend(all) + brokenNote(run),
    [...head, ...shown].join("\n"),
    ...leftOutNote(all.length - shown.length, "finding"),
  ];
}

/** Findings that fail no check must not look as if they did. */
function legend(all: readonly CheckFinding[]): string {
  const failing = all.filter(({ failsCheck }) => failsCheck).length;
  if (failing === 0) return "None of them by itself failed a check.";
  if (failing === all.length) return "All of them failed their checks.";
  return `${failing} of ${all.length} failed their checks: those with the severity in **bold**.`;
}

/** Findings of a broken check must not look harmless. */
function brokenNote({ results }: Run): string {
  const some = results.some(({ verdict, findings }) => verdict === "broken" && findings.length > 0);
  return some ? " Those of a broken check have no verdict and may be incomplete." : "";
}

/** Equally urgent findings keep their order, which is by location. */
function byUrgency(a: CheckFinding, b: CheckFinding): number {
  return Number(b.failsCheck) - Number(a.failsCheck) || WEIGHT[b.finding.severity] - WEIGHT[a.finding.severity];
}

function findingRow({ finding, failsCheck }: CheckFinding, { lineUrl }: ReportContext, { textLength }: Limits): string {
  const { check, path, line, column, severity, rule, message: text, url } = finding;
  const place = `<code>${escaped(path, MAX_LENGTHS.place)}:${line}:${column}</code>`;
  return row([
    linked(place, lineLink(lineUrl, path, line)),
    failsCheck ? `**${severity}**` : severity,
    code(check, MAX_LENGTHS.name),
    linked(code(rule, MAX_LENGTHS.rule), url),
    message(text, textLength),
  ]);
}

function notices(run: Run, limits: Limits): readonly string[] {
  const all = allNotices(run);
  if (all.length === 0) return [];
  const items = all.slice(0, limits.notices).map((notice) => `- ${message(notice, limits.textLength)}`);
  return ["### Notices", items.join("\n"), ...leftOutNote(all.length - items.length, "notice")];
}

/** A sentence about what was left out, if anything was. */
function leftOutNote(count: number, noun: string): readonly string[] {
  if (count === 0) return [];
  return [`… and ${counted(count, `more ${noun}`)}, left out here. The html and json reports have them all.`];
}

function totals({ results, verdict, python, durationMs }: Run): string {
  const findings = results.flatMap((result) => result.findings);
  const files = new Set(findings.map(({ path }) => path)).size;
  const { error, warning, info } = bySeverity(findings);
  const counts = `${counted(error, "error")}, ${counted(warning, "warning")}, ${info} info`;
  const found = `${counted(findings.length, "finding")} (${counts}) in ${counted(files, "file")}`;
  // A run without a verdict must not look clean.
  const noFindings = verdict === "passed" ? ["No findings"] : [];
  const ran = python.used === null ? [] : [`Python ${code(python.used, MAX_LENGTHS.name)}`];
  return [...(findings.length === 0 ? noFindings : [found]), duration(durationMs), ...ran].join(" · ");
}

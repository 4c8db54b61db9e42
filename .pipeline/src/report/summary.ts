import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import type { ReportContext } from "./context.ts";
import { countsOf } from "./counts.ts";
import { block, code, linked, message, row, truncated } from "./markdown.ts";
import { allNotices, counted, duration, timePhrase } from "./phrases.ts";
import { printableLines } from "./safeText.ts";
import { type Limits, leftOutNote, MAX_LENGTHS, topFindings } from "./summaryFindings.ts";

const LIMITS: Limits = { findings: 10, groups: 5, notices: 10, reasonLines: 20, textLength: 300 };
/** For runs whose texts are so long that GitHub would reject the comment. */
const TIGHT_LIMITS: Limits = { findings: 5, groups: 3, notices: 2, reasonLines: 2, textLength: 60 };
/** GitHub's limit for a comment, in characters; GitLab's is a million. */
const MAX_COMMENT_LENGTH = 65_536;

/**
 * Markdown for a comment on a merge request or the summary of a job, on GitLab and on GitHub, and readable as it is:
 * verdicts, reasons, the most urgent findings with the rules and files that have most, notices. In a run that was compared
 * only new findings are shown, and the others counted. The page and the JSON report have the rest.
 */
export function renderSummary(run: Run, context: ReportContext): string {
  const text = summary(run, context, LIMITS);
  return text.length < MAX_COMMENT_LENGTH ? text : summary(run, context, TIGHT_LIMITS);
}

function summary(run: Run, context: ReportContext, limits: Limits): string {
  const parts = [
    `## Quality: ${verdictWord(run.verdict)}`,
    ...aboutLine(context),
    ...verdictTable(run),
    ...countsLine(run),
    ...reasons(run, limits),
    ...topFindings(run, context, limits),
    ...notices(run, limits),
    totals(run, context),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Of what this is a summary: project, branch, commit, pipeline. */
function aboutLine({ about }: ReportContext): readonly string[] {
  if (about === undefined) return [];
  const { project, branch, commit, pipeline, mergeRequest } = about;
  const short = commit === undefined ? undefined : { ...commit, name: commit.name.slice(0, 8) };
  const named = [project, mergeRequest, branch, short, pipeline].flatMap((one) =>
    one === undefined ? [] : [linked(code(one.name, MAX_LENGTHS.name), one.url)],
  );
  return [named.join(" · ")];
}

/** How many findings of each kind; nothing for a run that found none. */
function countsLine({ results, comparison }: Run): readonly string[] {
  const { failing, notes, existing, fixed, fixable } = countsOf(results);
  if (failing + notes + existing + fixed === 0) return [];
  const some = (count: number, words: string) => (count === 0 ? [] : [words]);
  const kinds =
    comparison === undefined
      ? [counted(failing, "failing finding"), ...some(notes, counted(notes, "note"))]
      : [
          `**${counted(failing, "new finding")}**`,
          ...some(notes, counted(notes, "new note")),
          `${existing} existing`,
          `${fixed} fixed`,
        ];
  const against = comparison === undefined ? "" : `Compared with ${code(comparison.name, MAX_LENGTHS.place)}: `;
  const fix = fixable === 0 ? "" : ` ${fixable} of them can be fixed: \`drydock fix\`.`;
  return [`${against}${kinds.join(", ")}.${fix}`];
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
  const cut = (some: readonly string[]) => some.map((line) => truncated(line, textLength));
  const shown =
    lines.length <= reasonLines
      ? cut(lines)
      : [
          ...cut(lines.slice(0, half)),
          `… ${counted(lines.length - reasonLines, "line")} left out here …`,
          ...cut(lines.slice(-half)),
        ];
  return block(shown);
}

function notices(run: Run, limits: Limits): readonly string[] {
  const all = allNotices(run);
  if (all.length === 0) return [];
  const items = all.slice(0, limits.notices).map((notice) => `- ${message(notice, limits.textLength)}`);
  return ["### Notices", items.join("\n"), ...leftOutNote(all.length - items.length, "notice")];
}

function totals({ results, verdict, python, durationMs }: Run, { about }: ReportContext): string {
  const files = new Set(results.flatMap(({ findings }) => findings.map(({ path }) => path))).size;
  // A run without a verdict must not look clean.
  const none = verdict === "passed" ? ["No findings"] : [];
  const ran = python.used === null ? [] : [`Python ${code(python.used, MAX_LENGTHS.name)}`];
  const drydock = about === undefined ? [] : [`Drydock ${code(about.version, MAX_LENGTHS.name)}`];
  const found = files === 0 ? none : [`${counted(files, "file")} with findings`];
  return [...found, duration(durationMs), ...ran, ...drydock].join(" · ");
}

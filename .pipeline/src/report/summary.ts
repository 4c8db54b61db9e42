import type { ReportContext } from "../model/reportContext.ts";
import type { Run } from "../model/run.ts";
import { code, message } from "./markdown.ts";
import { counted, duration } from "./phrases.ts";
import { bySeverity, reasons, verdictTable, verdictWord } from "./summaryChecks.ts";
import { details, topFindings } from "./summaryFindings.ts";
import { fitting, leftOut, ROOM, size } from "./summaryRoom.ts";

/**
 * Markdown for a comment on a merge request or the summary of a job, on GitLab and on GitHub: verdicts, reasons, the top
 * findings, all findings by check as far as there is room, notices. Below 65,536 characters, whatever the run holds.
 */
export function renderSummary(run: Run, context: ReportContext): string {
  const before = [
    `## Quality: ${verdictWord(run.verdict)}`,
    ...verdictTable(run),
    ...reasons(run),
    ...topFindings(run, context),
  ];
  const after = [...notices(run), totals(run)];
  const left = ROOM.all - size([...before, ...after].join("\n\n"));
  return `${[...before, ...details(run, context, left), ...after].join("\n\n")}\n`;
}

function notices(run: Run): readonly string[] {
  const ofChecks = run.results.flatMap((result) => result.notices.map((notice) => `${result.check}: ${notice}`));
  const all = [...run.notices, ...ofChecks];
  if (all.length === 0) return [];
  const items = all.slice(0, ROOM.notices).map((notice) => `- ${message(notice, ROOM.message)}`);
  const shown = fitting(items, ROOM.bytes.notices);
  return [
    "### Notices",
    ...(shown.length === 0 ? [] : [shown.join("\n")]),
    ...leftOut(all.length - shown.length, "notice"),
  ];
}

function totals({ results, verdict, python, durationMs }: Run): string {
  const findings = results.flatMap((result) => result.findings);
  const files = new Set(findings.map(({ path }) => path)).size;
  const { error, warning, info } = bySeverity(findings);
  const counts = `${counted(error, "error")}, ${counted(warning, "warning")}, ${info} info`;
  const some = `${counted(findings.length, "finding")} (${counts}) in ${counted(files, "file")}`;
  // A run without a verdict must not read like a clean one.
  const none = verdict === "passed" ? ["No findings"] : [];
  const ran = python.used === null ? [] : [`Python ${code(python.used, ROOM.name)}`];
  return [...(findings.length === 0 ? none : [some]), duration(durationMs), ...ran].join(" · ");
}

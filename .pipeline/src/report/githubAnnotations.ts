import type { CheckResult, Run, Severity } from "../model.ts";
import { WEIGHT } from "../order.ts";
import type { ReportContext } from "./context.ts";
import { countsOf } from "./counts.ts";
import { allFindings, type CheckFinding, checkMessage, reportedSeverity } from "./findings.ts";
import { counted } from "./phrases.ts";
import { columnsOf } from "./position.ts";
import { printable, printableLines } from "./safeText.ts";
import { verdictLine } from "./text.ts";

type Level = "error" | "warning" | "notice";

const LEVELS: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "notice" };

/**
 * Workflow commands for a job's log, which GitHub turns into annotations. It shows only the first ten of each level per
 * step, so the most important come first: broken and skipped checks, the overall verdict (even if there is nothing else),
 * findings that made a check fail, findings of broken checks, other findings, notices. Within each group of findings,
 * errors come before warnings. Existing findings are counted alone: they would take the places of new ones.
 */
export function renderGithubAnnotations(run: Run, { lines: sourceLines }: ReportContext): string {
  const commands = [
    ...run.results.flatMap(checkCommands),
    command("notice", { title: "Drydock" }, verdictLine(run)),
    ...findingCommands(run.results, sourceLines),
    ...existingCommand(run.results),
    ...run.notices.map((notice) => command("notice", { title: "Drydock" }, lines(notice))),
    ...run.results.flatMap(noticeCommands),
  ];
  return `${commands.join("\n")}\n`;
}

function checkCommands(result: CheckResult): readonly string[] {
  const text = checkMessage(result);
  if (text === undefined) return [];
  return [command(result.verdict === "skipped" ? "warning" : "error", { title: result.title }, text)];
}

/** A failed check's reason is also a notice if its findings made it fail. */
function noticeCommands(result: CheckResult): readonly string[] {
  const { title, reason, notices } = result;
  const all = reason === undefined || checkMessage(result) !== undefined ? notices : [reason, ...notices];
  return all.map((notice) => command("notice", { title }, lines(notice)));
}

function findingCommands(results: readonly CheckResult[], sourceLines: ReportContext["lines"]): readonly string[] {
  const urgency = ({ finding, result: { verdict }, failsCheck }: CheckFinding) =>
    (failsCheck ? 20 : verdict === "broken" ? 10 : 0) + WEIGHT[finding.severity];
  return allFindings(results)
    .filter(({ finding }) => finding.state !== "existing")
    .sort((a, b) => urgency(b) - urgency(a))
    .map((one) => findingCommand(one, sourceLines));
}

function existingCommand(results: readonly CheckResult[]): readonly string[] {
  const { existing } = countsOf(results);
  if (existing === 0) return [];
  return [command("notice", { title: "Drydock" }, `${counted(existing, "existing finding")} not shown here`)];
}

function findingCommand({ finding, result }: CheckFinding, sourceLines: ReportContext["lines"]): string {
  const { path, rule, message } = finding;
  const { line, column, endLine, endColumn } = columnsOf(finding, sourceLines, "characters");
  // GitHub accepts columns only if start and end are on the same line.
  const oneLine = endLine === undefined || endLine === line;
  const properties = {
    file: path,
    line,
    endLine,
    col: oneLine ? column : undefined,
    endColumn: oneLine ? endColumn : undefined,
    title: `${result.title} ${rule}`,
  };
  return command(LEVELS[reportedSeverity(result, finding)], properties, lines(message) || printable(rule));
}

/** One line of the log. No text can break out of it: the runner reads commands only at the start of a line. */
function command(
  level: Level,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          `${name}=${escaped(printable(String(value)))
            .replaceAll(":", "%3A")
            .replaceAll(",", "%2C")}`,
        ],
  );
  return `::${level} ${given.join(",")}::${escaped(text)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function lines(text: string): string {
  return printableLines(text).join("\n");
}

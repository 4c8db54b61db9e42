import type { CheckResult, ReportContext, Run, Severity } from "../model.ts";
import { WEIGHT } from "../order.ts";
import { allFindings, checkMessage, type Found, reportedSeverity } from "./findings.ts";
import { columnsOf } from "./position.ts";
import { printable, printableLines } from "./safeText.ts";
import { verdictLine } from "./text.ts";

type Level = "error" | "warning" | "notice";

const LEVELS: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "notice" };

/**
 * Workflow commands for a job's log, from which GitHub makes annotations. It shows only the first ten of each level of a
 * step, so what matters most comes first: checks that are broken or skipped, the verdict of all (also when there is
 * nothing else to say), findings that failed a check, those of a broken one, which nobody cleared, other findings, of each
 * errors before warnings, notices.
 */
export function renderGithubAnnotations(run: Run, { lines: known }: ReportContext): string {
  const commands = [
    ...run.results.flatMap(ofCheck),
    command("notice", { title: "Drydock" }, verdictLine(run)),
    ...ofFindings(run.results, known),
    ...run.notices.map((notice) => command("notice", { title: "Drydock" }, lines(notice))),
    ...run.results.flatMap(noticesOf),
  ];
  return `${commands.join("\n")}\n`;
}

function ofCheck(result: CheckResult): readonly string[] {
  const said = checkMessage(result);
  if (said === undefined) return [];
  return [command(result.verdict === "skipped" ? "warning" : "error", { title: result.title }, said)];
}

/** The reason of a failed check is one too where its findings are the failure. */
function noticesOf(result: CheckResult): readonly string[] {
  const { title, reason, notices } = result;
  const all = reason === undefined || checkMessage(result) !== undefined ? notices : [reason, ...notices];
  return all.map((notice) => command("notice", { title }, lines(notice)));
}

function ofFindings(results: readonly CheckResult[], known: ReportContext["lines"]): readonly string[] {
  const weight = ({ finding, result: { verdict }, blamed }: Found) =>
    (blamed ? 20 : verdict === "broken" ? 10 : 0) + WEIGHT[finding.severity];
  return [...allFindings(results)].sort((a, b) => weight(b) - weight(a)).map((one) => ofFinding(one, known));
}

function ofFinding({ finding, result }: Found, known: ReportContext["lines"]): string {
  const { path, rule, message } = finding;
  const { line, column, endLine, endColumn } = columnsOf(finding, known, "characters");
  // GitHub takes columns only of what ends on the line it began on.
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

/** One line of the log, which no text in it can end: the runner reads a command only where a line begins. */
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

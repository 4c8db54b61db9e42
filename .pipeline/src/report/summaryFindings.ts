import { compareFindings } from "../findingOrder.ts";
import type { Finding } from "../model/finding.ts";
import type { ReportContext } from "../model/reportContext.ts";
import type { CheckResult, Run } from "../model/run.ts";
import { WEIGHT } from "../severity.ts";
import { blamed } from "./findings.ts";
import { code, escaped, linked, message, row } from "./markdown.ts";
import { counted } from "./phrases.ts";
import { lineLink } from "./safeText.ts";
import { bySeverity, checkName, verdictWord } from "./summaryChecks.ts";
import { fitting, leftOut, ROOM, size } from "./summaryRoom.ts";

/** A finding, and whether its check failed by it. */
interface Weighed {
  readonly finding: Finding;
  readonly fails: boolean;
}

const HEAD = ["Place", "Severity", "Check", "Rule", "Message"];

/** The table of the findings to look at first: those that failed a check, then by severity, then by place. */
export function topFindings(run: Run, context: ReportContext): readonly string[] {
  const all = run.results.flatMap(weighed).sort(urgency);
  if (all.length === 0) return [];
  const top = all.slice(0, ROOM.topFindings).map((one) => {
    const [at = "", ...rest] = cells(one, context);
    return row([at, rest[0] ?? "", code(one.finding.check, ROOM.name), ...rest.slice(1)]);
  });
  const shown = fitting(top, ROOM.bytes.topFindings);
  return [
    shown.length < all.length ? `### Top ${shown.length} of ${all.length} findings` : "### Findings",
    legend(all) + unjudged(run),
    [row(HEAD), row(HEAD.map(() => "---")), ...shown].join("\n"),
  ];
}

/** The findings of each check, to be unfolded; all of it in at most so many bytes. */
export function details(run: Run, context: ReportContext, bytes: number): readonly string[] {
  const found = run.results.filter(({ findings }) => findings.length > 0);
  const blocks: string[] = [];
  // Room for the sentence on what is left out.
  let left = bytes - 150;
  for (const [at, result] of found.entries()) {
    const block = detail(result, context, left / (found.length - at), Math.ceil(ROOM.findings / found.length));
    left -= size(block) + 2;
    if (left < 0) {
      const missing = found.slice(at).reduce((sum, { findings }) => sum + findings.length, 0);
      return [...blocks, ...leftOut(missing, "finding")];
    }
    blocks.push(block);
  }
  return blocks;
}

/** The most urgent ones that fit, by place. */
function detail(result: CheckResult, context: ReportContext, bytes: number, most: number): string {
  const { error, warning, info } = bySeverity(result.findings);
  const counts = `${counted(error, "error")}, ${counted(warning, "warning")}, ${info} info`;
  const head = `${verdictWord(result.verdict)}: ${checkName(result)}, ${counted(result.findings.length, "finding")} (${counts})`;
  const columns = HEAD.filter((name) => name !== "Check");
  const start = ["<details>", `<summary>${head}</summary>`, "", row(columns), row(columns.map(() => "---"))].join("\n");
  const rows = weighed(result)
    .sort(urgency)
    .slice(0, most)
    .map((one) => ({ finding: one.finding, text: row(cells(one, context)) }));
  const texts = rows.map(({ text }) => text);
  const fit = fitting(texts, bytes - size(start) - 150).length;
  const shown = rows.slice(0, fit).sort((a, b) => compareFindings(a.finding, b.finding));
  const end = [...leftOut(result.findings.length - fit, "finding"), "</details>"].join("\n\n");
  return `${[start, ...shown.map(({ text }) => text)].join("\n")}\n\n${end}`;
}

/** What failed nothing must not read as if it had. */
function legend(all: readonly Weighed[]): string {
  const failing = all.filter(({ fails }) => fails).length;
  if (failing === 0) return "None of them by itself failed a check.";
  if (failing === all.length) return "All of them failed their checks.";
  return `${failing} of ${all.length} failed their checks: those with the severity in **bold**.`;
}

/** Nor must what nobody judged read as harmless. */
function unjudged({ results }: Run): string {
  const some = results.some(({ verdict, findings }) => verdict === "broken" && findings.length > 0);
  return some ? " Those of a broken check have no verdict, and may not be all." : "";
}

function weighed(result: CheckResult): Weighed[] {
  const failing = blamed(result);
  return result.findings.map((finding) => ({ finding, fails: failing.has(finding) }));
}

function urgency(a: Weighed, b: Weighed): number {
  return (
    Number(b.fails) - Number(a.fails) ||
    WEIGHT[b.finding.severity] - WEIGHT[a.finding.severity] ||
    compareFindings(a.finding, b.finding)
  );
}

/** Place, severity, rule and message. */
function cells({ finding, fails }: Weighed, { lineUrl }: ReportContext): readonly string[] {
  const { path, line, column, severity, rule, message: words, url } = finding;
  const place = `<code>${escaped(path, ROOM.place)}:${line}:${column}</code>`;
  return [
    linked(place, lineLink(lineUrl, path, line)),
    fails ? `**${severity}**` : severity,
    linked(code(rule, ROOM.rule), url),
    message(words, ROOM.message),
  ];
}

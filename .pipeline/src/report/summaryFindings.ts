import type { Run } from "../model.ts";
import { WEIGHT } from "../order.ts";
import type { ReportContext } from "./context.ts";
import { allFindings, type CheckFinding } from "./findings.ts";
import { code, linked, message, row } from "./markdown.ts";
import { counted } from "./phrases.ts";
import { lineLink } from "./safeText.ts";

/** How much a summary shows: numbers of items, and the length of a message or line. */
export interface Limits {
  readonly findings: number;
  /** Rules, and files. */
  readonly groups: number;
  readonly notices: number;
  readonly reasonLines: number;
  readonly textLength: number;
}

/** In characters. */
export const MAX_LENGTHS = { name: 60, place: 120, rule: 60 };

/**
 * The table of the most urgent findings: those that make a check fail, then by severity, then by location; below it, if it
 * is not all, which rules and files have most. What is existing is left out.
 */
export function topFindings(run: Run, context: ReportContext, limits: Limits): readonly string[] {
  const all = allFindings(run.results).filter(({ finding }) => finding.state !== "existing");
  if (all.length === 0) return [];
  const shown = [...all].sort(byUrgency).slice(0, limits.findings);
  const rows = shown.map((one) => findingRow(one, context, limits));
  const head = [row(["Place", "Severity", "Check", "Rule", "Message"]), row(["---", "---", "---", "---", "---"])];
  const noun = run.comparison === undefined ? "finding" : "new finding";
  const title = run.comparison === undefined ? "Findings" : "New findings";
  return [
    shown.length < all.length ? `### Top ${shown.length} of ${counted(all.length, noun)}` : `### ${title}`,
    legend(all) + brokenNote(run),
    [...head, ...rows].join("\n"),
    ...(shown.length < all.length ? groups(all, limits) : []),
    ...leftOutNote(all.length - shown.length, "finding"),
  ];
}

/** A sentence about what was left out, if anything was. */
export function leftOutNote(count: number, noun: string): readonly string[] {
  if (count === 0) return [];
  return [`… and ${counted(count, `more ${noun}`)}, left out here. The html and json reports have them all.`];
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
  const place = code(`${path.slice(0, 2 * MAX_LENGTHS.place)}:${line}:${column}`, MAX_LENGTHS.place);
  return row([
    linked(place, lineLink(lineUrl, path, line)),
    failsCheck ? `**${severity}**` : severity,
    code(check, MAX_LENGTHS.name),
    linked(code(rule, MAX_LENGTHS.rule), url),
    message(text, textLength),
  ]);
}

/** The rules and the files with most findings: of those that fail a check, if any does. */
function groups(all: readonly CheckFinding[], { groups: most }: Limits): readonly string[] {
  const failing = all.filter(({ failsCheck }) => failsCheck);
  const counting = failing.length > 0 ? failing : all;
  const rules = tally(
    counting,
    ({ finding: { rule, check } }) => `${code(rule, MAX_LENGTHS.rule)} (${code(check, MAX_LENGTHS.name)})`,
  );
  const files = tally(counting, ({ finding: { path } }) => code(path, MAX_LENGTHS.place));
  const phrase = (name: string, counts: readonly (readonly [string, number])[]) => {
    const rest = counts.length > most ? `, and ${counts.length - most} more` : "";
    return `${name}: ${counts
      .slice(0, most)
      .map(([text, count]) => `${text} ${count}`)
      .join(", ")}${rest}.`;
  };
  return [phrase("Most frequent rules", rules), phrase("Files with most", files)];
}

/** How often each occurs, most often first; equally often, in order of appearance. */
function tally(
  all: readonly CheckFinding[],
  nameOf: (one: CheckFinding) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const one of all) {
    const name = nameOf(one);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

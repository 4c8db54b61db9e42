import type { Finding, Severity } from "../model/finding.ts";
import type { CheckResult, Run, Verdict } from "../model/run.ts";
import { code, escaped, row } from "./markdown.ts";
import { counted, timePhrase } from "./phrases.ts";
import { printableLines } from "./safeText.ts";
import { fitting, leftOut, ROOM } from "./summaryRoom.ts";

// From the one to read first.
const SIGNS: Readonly<Record<Verdict, string>> = { broken: "💥", failed: "❌", skipped: "⏩", passed: "✅" };
const VERDICTS = Object.keys(SIGNS) as readonly Verdict[];

/** A verdict as a sign and a word. */
export function verdictWord(verdict: Verdict): string {
  return `${SIGNS[verdict]} ${verdict}`;
}

/** `lint (Pylint)`, safe. */
export function checkName({ check, title }: CheckResult): string {
  return code(check === title ? check : `${check} (${title})`, ROOM.name);
}

/** How many findings there are of each severity. */
export function bySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) count[severity] += 1;
  return count;
}

/** The table of the checks. */
export function verdictTable({ results, totals }: Run): readonly string[] {
  if (results.length === 0) return ["No check ran."];
  const words = VERDICTS.filter((verdict) => totals[verdict] > 0).map((verdict) => `${totals[verdict]} ${verdict}`);
  const rows = results.map((result) =>
    row([
      checkName(result),
      verdictWord(result.verdict),
      ...counts(result),
      result.files?.toString() ?? "–",
      timePhrase(result) || "–",
    ]),
  );
  const shown = fitting(rows, ROOM.bytes.verdicts);
  const head = [
    row(["Check", "Verdict", "Errors", "Warnings", "Info", "Files", "Time"]),
    row(["---", "---", "---:", "---:", "---:", "---:", "---:"]),
  ];
  return [
    `${counted(results.length, "check")}: ${words.join(", ")}.`,
    [...head, ...shown].join("\n"),
    ...leftOut(rows.length - shown.length, "check"),
  ];
}

/** Where there is no verdict, nothing found says nothing. */
function counts({ findings, verdict }: CheckResult): readonly string[] {
  if (findings.length === 0 && (verdict === "broken" || verdict === "skipped")) return ["–", "–", "–"];
  const { error, warning, info } = bySeverity(findings);
  return [error, warning, info].map(String);
}

/** Why checks are broken, failed or skipped, in this order. */
export function reasons({ results }: Run): readonly string[] {
  const told = VERDICTS.flatMap((verdict) =>
    results.filter((result) => {
      const needed = verdict === "broken" || verdict === "skipped";
      return result.verdict === verdict && (needed || (result.reason ?? "").trim() !== "");
    }),
  );
  if (told.length === 0) return [];
  const share = Math.max(1500, ROOM.bytes.reasons / told.length - 1000);
  const blocks = told.map(
    (result) => `${checkName(result)} ${verdictWord(result.verdict)}:\n\n${reason(result, share)}`,
  );
  const shown = fitting(blocks, ROOM.bytes.reasons);
  return ["### Why", ...shown, ...leftOut(blocks.length - shown.length, "reason")];
}

/** All of it, or its first lines, which say what happened, and its last ones, which in a traceback say why. */
function reason(result: CheckResult, bytes: number): string {
  const given = printableLines(result.reason ?? "");
  if (given.length === 0) return "No reason was given.";
  const half = ROOM.reasonLines / 2;
  const lines = (from: readonly string[]) => from.map((line) => escaped(line, ROOM.reasonLine));
  const all = given.length > ROOM.reasonLines ? [] : lines(given);
  if (all.length > 0 && fitting(all, bytes).length === all.length) return block(all);
  const head = fitting(lines(given.slice(0, half)), bytes / 2);
  const start = head.length > 0 ? head : [escaped(given[0] ?? "", ROOM.name)];
  const end = [...fitting(lines(given.slice(half).slice(-half)).reverse(), bytes / 2)].reverse();
  const left = counted(given.length - start.length - end.length, "line");
  return block([...start, `… ${left} left out here …`, ...end]);
}

function block(lines: readonly string[]): string {
  return `<pre>\n${lines.join("\n")}\n</pre>`;
}

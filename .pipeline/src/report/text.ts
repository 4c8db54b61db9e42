import type { CheckResult, Finding, Run } from "../model.ts";
import { countsOf, countsPhrase, grouped } from "./counts.ts";
import { allFindings, foldMissing } from "./findings.ts";
import { allNotices, counted, duration, timePhrase } from "./phrases.ts";
import { printable, printableLines } from "./safeText.ts";
import { groupsOfCause, type SameCause } from "./sameCause.ts";
import { byFile, fileParagraph } from "./text/compact.ts";
import { excerpt } from "./text/excerpt.ts";
import type { TextOptions } from "./text/options.ts";
import { rulesTable } from "./text/rules.ts";
import { PLAIN, type TextStyle, VERDICT_PAINT } from "./text/style.ts";
import { padded, widest, width, wrapped } from "./text/wrap.ts";

/** So many findings are shown with an excerpt each; of more, a line each, and how many each rule has. */
const FEW = 20;

/**
 * The report for people: findings, why checks are broken or skipped, what to do next, notices, totals; the last lines are the
 * verdict of each check. Ends with a newline, except the empty report of a quiet run that passed. Of a run that was compared,
 * what is existing is only counted.
 */
export function renderText(run: Run, style: TextStyle = PLAIN, options: TextOptions = {}): string {
  if (options.quiet && run.verdict === "passed") return "";
  const all = allFindings(run.results).filter(({ finding }) => finding.state !== "existing");
  const told = all.map(({ finding }) => finding);
  const { folded, findings } = foldMissing(told);
  const groups = groupsOfCause(findings);
  const isMany = groups.length > FEW;
  const output = options.output ?? (isMany || options.lines === undefined ? "concise" : "full");
  const failing = new Set(all.filter(({ failsCheck }) => failsCheck).map(({ finding }) => finding));
  const isCut = isMany || groups.length > (options.limit ?? groups.length);
  const files = byFile(groups, failing, isCut ? options.limit : undefined);
  const shown = files.flatMap((file) => file.shown);
  const left = findings.length - shown.flat().length;
  const hasTable = options.statistics ?? (isMany && options.limit !== undefined);
  const source = (output === "full" && options.lines?.(shown.flat())) || new Map();
  const lines = [
    ...(output === "full"
      ? shown.flatMap((group) => excerpt(group, source, style, options))
      : files.flatMap((file) => fileParagraph(file, style, options))),
    ...(left === 0
      ? []
      : wrapped([{ text: leftOut(left, groups, shown), paint: style.yellow }], options.width).concat("")),
    ...foldedLines(folded, style, options),
    ...(hasTable ? rulesTable(told, style, options) : []),
    ...run.results.flatMap((result) => reason(result, style, options)),
    ...whatNext(run, left, style, options),
    ...(options.quiet ? [] : [...notices(run, style, options), ...totals(run, style, options)]),
    verdictLine(run, style, options.width),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** `… and 438 more findings in 21 files`: what is left out. */
function leftOut(left: number, groups: readonly SameCause[], shown: readonly SameCause[]): string {
  const told = new Set(shown);
  const files = new Set(groups.filter((group) => !told.has(group)).map(([{ path }]) => path)).size;
  return `… and ${grouped(left)} more finding${left === 1 ? "" : "s"} in ${counted(files, "file")}, left out here.`;
}

function foldedLines(
  folded: ReturnType<typeof foldMissing<Finding>>["folded"],
  style: TextStyle,
  options: TextOptions,
): readonly string[] {
  if (folded.length === 0) return [];
  const count = folded.reduce((sum, { length }) => sum + length, 0);
  const lines = new Map<string, string[]>();
  for (const group of folded) {
    const [{ rule, check, missing = "" }] = group;
    lines.set(missing, [...(lines.get(missing) ?? []), `${printable(rule)} ×${group.length} (${printable(check)})`]);
  }
  const name = widest([...lines.keys()].map(printable));
  const rows = [...lines].flatMap(([missing, words]) => {
    const pieces = [{ text: padded(printable(missing), name) }, { text: words.join(", "), paint: style.dim, gap: 2 }];
    return wrapped(pieces, options.width === undefined ? undefined : options.width - 2, name + 2);
  });
  return [
    `${style.bold("Not installed")}  ${style.dim(counted(count, "finding"))}`,
    ...rows.map((row) => `  ${row}`),
    "",
  ];
}

/** In full, since it is all the user gets from a check without a verdict. */
function reason(result: CheckResult, style: TextStyle, options: TextOptions): readonly string[] {
  const needed = result.verdict === "broken" || result.verdict === "skipped";
  const given = printableLines(result.reason ?? "");
  if (given.length === 0 && !needed) return [];
  const text = given.length === 0 ? ["No reason was given."] : given;
  const head = `${style.bold(printable(result.title))} ${style[VERDICT_PAINT[result.verdict]](result.verdict)}:`;
  return [head, ...text.flatMap((line) => hanging("", line, 2, style, options)), ""];
}

function notices(run: Run, style: TextStyle, options: TextOptions): readonly string[] {
  const all = allNotices(run).flatMap((notice) => {
    const [first = "", ...rest] = printableLines(notice);
    return [
      ...hanging("notice", first, 8, style, options),
      ...rest.flatMap((line) => hanging("", line, 8, style, options)),
    ];
  });
  return all.length === 0 ? [] : [...all, ""];
}

/** A line after a word, and what does not fit on it under its own start. */
function hanging(
  word: string,
  line: string,
  indent: number,
  style: TextStyle,
  { width: columns }: TextOptions,
): readonly string[] {
  const own = indent + width(/^ */.exec(line)?.[0] ?? "");
  const hang = columns !== undefined && own > columns / 2 ? 2 : own;
  const before = `${style.cyan(word)}${" ".repeat(Math.max(1, hang - word.length))}`;
  const room = columns === undefined ? undefined : columns - Math.max(hang, word.length + 1);
  return wrapped([{ text: line.trimStart() }], room).map(
    (part, at) => (at === 0 && word !== "" ? before : " ".repeat(hang)) + part,
  );
}

/** What can be done about the findings; only what this door knows how to. */
function whatNext(
  { results }: Run,
  left: number,
  style: TextStyle,
  { next, width: columns }: TextOptions,
): readonly string[] {
  const { fixable, failing, notes, existing } = countsOf(results);
  const count = failing + notes + existing;
  const hints = [
    ...(fixable > 0 && next?.fix !== undefined
      ? [[`${grouped(fixable)} of ${grouped(count)} can be fixed:`, next.fix] as const]
      : []),
    ...(left > 0 && next?.all !== undefined ? [["All of it:", next.all] as const] : []),
  ];
  const lines = hints.flatMap(([text, command]) =>
    wrapped([{ text }, { text: command, paint: style.bold }], columns, 2),
  );
  return lines.length === 0 ? [] : [...lines, ""];
}

function totals(run: Run, style: TextStyle, { width: columns }: TextOptions): readonly string[] {
  const python = run.python.used === null ? [] : [`Python ${printable(run.python.used)}`];
  const text = [...foundPhrase(run), duration(run.durationMs), ...python].join(" · ");
  return wrapped([{ text, paint: style.dim }], columns);
}

/** What was found and in how many files; nothing for a run without findings and without a verdict, which must not look clean. */
function foundPhrase({ results, verdict, comparison }: Run): readonly string[] {
  const counts = countsOf(results);
  const findings = results.flatMap((result) => result.findings);
  if (findings.length === 0 && counts.fixed === 0 && verdict !== "passed") return [];
  const files = new Set(findings.map(({ path }) => path)).size;
  return [
    countsPhrase(counts, comparison) + (files === 0 || comparison !== undefined ? "" : ` in ${counted(files, "file")}`),
  ];
}

/** All checks: `lint passed (12 files, score 9.47/10) 9.8 s · format failed (2 failing in 12 files) · typecheck broken · ruff passed (cached)`. */
export function verdictLine(run: Run, style: TextStyle = PLAIN, columns?: number): string {
  if (run.results.length === 0) return style.yellow("no check ran");
  const checks = run.results.flatMap((result, at) => [
    ...(at === 0 ? [] : [{ text: "·", paint: style.dim }]),
    { text: printable(result.check) },
    { text: result.verdict, paint: style[VERDICT_PAINT[result.verdict]] },
    { text: details(result, run.comparison !== undefined) },
    ...(result.verdict === "passed" && !result.cached ? [{ text: timePhrase(result), paint: style.dim }] : []),
  ]);
  return wrapped(checks, columns, 2).join("\n");
}

function details(result: CheckResult, isCompared: boolean): string {
  const { failing, notes, existing } = countsOf([result]);
  const found = [
    ...(failing > 0 ? [`${grouped(failing)} ${isCompared ? "new" : "failing"}`] : []),
    ...(notes > 0 ? [`${grouped(notes)} ${isCompared ? "new " : ""}${notes === 1 ? "note" : "notes"}`] : []),
    ...(existing > 0 ? [`${grouped(existing)} existing`] : []),
  ].join(", ");
  const looked = result.files === undefined ? "" : counted(result.files, "file");
  const facts = [
    [found, looked].filter(Boolean).join(" in "),
    ...(result.summary === undefined ? [] : [printable(result.summary)]),
    result.cached ? "cached" : "",
  ].filter(Boolean);
  return facts.length === 0 ? "" : `(${facts.join(", ")})`;
}

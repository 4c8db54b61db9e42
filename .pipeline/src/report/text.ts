import type { CheckResult, Finding, Run, Severity, Verdict } from "../model.ts";
import { allFindings, foldMissing } from "./findings.ts";
import { allNotices, counted, duration, foundPhrase, timePhrase } from "./phrases.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";

type Paint = (text: string) => string;

/** How a report styles its text. It gets only printable text and must not change any character of it. */
export interface TextStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  /** A word that links to a page; `url` is http(s), in ASCII, without spaces. */
  readonly link?: (text: string, url: string) => string;
}

const unchanged: Paint = (text) => text;

/** No styling at all: for files, pipes and Dagger. */
export const PLAIN: TextStyle = {
  bold: unchanged,
  dim: unchanged,
  red: unchanged,
  yellow: unchanged,
  green: unchanged,
  cyan: unchanged,
};

const SEVERITY_PAINT = {
  error: "red",
  warning: "yellow",
  info: "cyan",
} as const satisfies Record<Severity, keyof TextStyle>;

export const VERDICT_PAINT = {
  passed: "green",
  failed: "red",
  broken: "red",
  skipped: "yellow",
} as const satisfies Record<Verdict, keyof TextStyle>;

export interface TextOptions {
  /** Maximum number of findings shown; the totals still count the whole run. */
  readonly limit?: number;
  /** The sentence that says how to see the findings beyond the limit. */
  readonly howToGetAll?: string;
  /** No output if the run passed; otherwise only findings, reasons and the last line. */
  readonly quiet?: boolean;
  /** How to write a path; unchanged if left out. */
  readonly display?: (path: string) => string;
  /** Whether to print the URL of each rule's documentation under its finding. */
  readonly verbose?: boolean;
}

/**
 * The report for people: findings by file, why checks are broken or skipped, notices, totals; the last line is the
 * verdict of each check. Ends with a newline, except the empty report of a quiet run that passed.
 */
export function renderText(run: Run, style: TextStyle = PLAIN, options: TextOptions = {}): string {
  if (options.quiet && run.verdict === "passed") return "";
  const { folded, findings } = foldMissing(allFindings(run.results).map(({ finding }) => finding));
  const shown = findings.slice(0, options.limit ?? findings.length);
  const left = findings.length - shown.length;
  const lines = [
    ...findingLines(shown, style, options),
    ...foldedLines(folded, style),
    ...(left === 0 ? [] : [style.yellow(leftOutNote(left, options.howToGetAll)), ""]),
    ...run.results.flatMap((result) => reason(result, style)),
    ...(options.quiet ? [] : [...notices(run, style), totals(run, style)]),
    verdictLine(run, style),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function foldedLines(folded: ReturnType<typeof foldMissing>["folded"], style: TextStyle): readonly string[] {
  if (folded.length === 0) return [];
  const count = folded.reduce((sum, { length }) => sum + length, 0);
  const lines = new Map<string, string[]>();
  for (const group of folded) {
    const [{ rule, check, missing = "" }] = group;
    const words = `${printable(rule)} ×${group.length} ${style.dim(`(${printable(check)})`)}`;
    lines.set(missing, [...(lines.get(missing) ?? []), words]);
  }
  const name = widest([...lines.keys()].map(printable));
  const rows = [...lines].map(([missing, words]) => `  ${padded(printable(missing), name)}  ${words.join(", ")}`);
  return [`${style.bold("Not installed")}  ${style.dim(counted(count, "finding"))}`, ...rows, ""];
}

function leftOutNote(count: number, howToGetAll = "The json report has them all."): string {
  return `… and ${counted(count, "more finding")}, left out here. ${howToGetAll}`;
}

/** In full, since it is all the user gets from a check without a verdict. */
function reason(result: CheckResult, style: TextStyle): readonly string[] {
  const needed = result.verdict === "broken" || result.verdict === "skipped";
  const given = printableLines(result.reason ?? "");
  if (given.length === 0 && !needed) return [];
  const text = given.length === 0 ? ["No reason was given."] : given;
  const head = `${style.bold(printable(result.title))} ${style[VERDICT_PAINT[result.verdict]](result.verdict)}:`;
  return [head, ...text.map((line) => `  ${line}`), ""];
}

function notices(run: Run, style: TextStyle): readonly string[] {
  const all = allNotices(run).flatMap((notice) => {
    const [first = "", ...rest] = printableLines(notice);
    return [`${style.cyan("notice")}  ${first}`, ...rest.map((line) => `        ${line}`)];
  });
  return all.length === 0 ? [] : [...all, ""];
}

function totals(run: Run, style: TextStyle): string {
  const python = run.python.used === null ? [] : [`Python ${printable(run.python.used)}`];
  return style.dim([...foundPhrase(run), duration(run.durationMs), ...python].join(" · "));
}

// Columns grow with their content up to these widths; longer text only shifts the rest of its own line.
const MAX_WIDTHS = { place: 60, message: 90 };

interface Row {
  readonly place: string;
  readonly finding: Finding;
  readonly message: readonly string[];
}

/** A paragraph per file; `findings` are sorted by place. */
function findingLines(findings: readonly Finding[], style: TextStyle, options: TextOptions): readonly string[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = files.get(finding.path);
    if (file === undefined) files.set(finding.path, [finding]);
    else file.push(finding);
  }
  return [...files].flatMap(([path, found]) => {
    const shown = printable(options.display?.(path) ?? path);
    const rows = found.map((finding) => ({
      place: `${shown}:${finding.line}:${finding.column}`,
      finding,
      message: printableLines(finding.message),
    }));
    const head = `${style.bold(shown)}  ${style.dim(counted(found.length, "finding"))}`;
    return [head, ...paragraph(rows, style, options.verbose === true), ""];
  });
}

function paragraph(rows: readonly Row[], style: TextStyle, verbose: boolean): readonly string[] {
  const place = widest(rows.map((row) => row.place).filter((text) => width(text) <= MAX_WIDTHS.place));
  const message = widest(rows.map((row) => row.message[0] ?? "").filter((text) => width(text) <= MAX_WIDTHS.message));
  return rows.flatMap(({ place: at, finding, message: [first = "", ...rest] }) => {
    const severity = style[SEVERITY_PAINT[finding.severity]](finding.severity.padEnd(7));
    const url = verbose || style.link !== undefined ? safeUrl(finding.url) : undefined;
    const name = printable(finding.rule);
    const rule = url === undefined || style.link === undefined ? name : style.link(name, url);
    const by = style.dim(`${rule} (${printable(finding.check)})`);
    const more = verbose && url !== undefined ? [...rest, url] : rest;
    return [
      `  ${padded(at, place)}  ${severity}  ${padded(first, message)}  ${by}`,
      ...more.map((line) => `      ${style.dim(line)}`),
    ];
  });
}

function width(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0);
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** One line for all checks: `lint passed (12 files) 9.8 s · format failed (2 in 12 files) · typecheck broken · ruff passed (cached)`. */
export function verdictLine(run: Run, style: TextStyle = PLAIN): string {
  if (run.results.length === 0) return style.yellow("no check ran");
  return run.results.map((result) => checkVerdict(result, style)).join(style.dim(" · "));
}

function checkVerdict(result: CheckResult, style: TextStyle): string {
  const { check, verdict, findings, files, cached } = result;
  const found = findings.length > 0 ? String(findings.length) : "";
  const looked = files === undefined ? "" : counted(files, "file");
  const details = [[found, looked].filter(Boolean).join(" in "), cached ? "cached" : ""].filter(Boolean);
  const suffix = details.length === 0 ? "" : ` (${details.join(", ")})`;
  const time = verdict === "passed" && !cached ? style.dim(` ${timePhrase(result)}`) : "";
  return `${printable(check)} ${style[VERDICT_PAINT[verdict]](verdict)}${suffix}${time}`;
}

import { compareFindings } from "../findingOrder.ts";
import type { Finding, Severity } from "../model/finding.ts";
import type { CheckResult, Run } from "../model/run.ts";
import { WEIGHT } from "../severity.ts";
import { counted, timePhrase } from "./phrases.ts";
import { printable, printableLines, safeUrl } from "./safeText.ts";
import { PLAIN, SEVERITY_PAINT, type TextStyle, VERDICT_PAINT } from "./style.ts";

export interface FindingLinesOptions {
  /** How a path is written; as it is when left out. */
  readonly display?: (path: string) => string;
  /** Writes the address of each rule's documentation under its finding. */
  readonly verbose?: boolean;
}

interface Row {
  readonly place: string;
  readonly finding: Finding;
  readonly message: readonly string[];
}

// Columns grow with their content up to here; what is longer pushes its own line only.
const WIDEST = { place: 60, message: 90 };

/** The findings of all checks in canonical order: path, line, column, check. */
export function byPlace(results: readonly CheckResult[]): readonly Finding[] {
  return results.flatMap((result) => result.findings).sort(compareFindings);
}

/** A paragraph per file; `findings` are sorted by place. */
export function findingLines(
  findings: readonly Finding[],
  style: TextStyle,
  options: FindingLinesOptions,
): readonly string[] {
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
  const place = widest(rows.map((row) => row.place).filter((text) => width(text) <= WIDEST.place));
  const message = widest(rows.map((row) => row.message[0] ?? "").filter((text) => width(text) <= WIDEST.message));
  return rows.flatMap(({ place: at, finding, message: [first = "", ...rest] }) => {
    const severity = style[SEVERITY_PAINT[finding.severity]](finding.severity.padEnd(7));
    const url = safeUrl(finding.url);
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
  return [...text].length;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0);
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** A finding's severity for services that fail a build by errors: in a check that did not fail, a warning at most. */
export function statedSeverity({ verdict }: CheckResult, { severity }: Finding): Severity {
  const fails = verdict === "failed" || verdict === "broken";
  return severity === "error" && !fails ? "warning" : severity;
}

/**
 * The findings that a failed check failed by: those that reach its gate, or without one all that weigh more than a note,
 * but for opinions, which change no verdict. None when it did not fail; none too when the tool failed by something else than its findings.
 */
export function blamed({ verdict, gate = "warning", findings }: CheckResult): ReadonlySet<Finding> {
  if (verdict !== "failed" || gate === "never") return new Set();
  return new Set(findings.filter(({ severity, opinion }) => !opinion && WEIGHT[severity] >= WEIGHT[gate]));
}

/**
 * What must be said of the check itself since no finding says it: that it is broken or skipped, or failed by something
 * else than its findings, and why. Printable, of one or more lines; undefined where the findings tell all.
 */
export function checkMessage(result: CheckResult): string | undefined {
  const { verdict, title } = result;
  if (verdict === "passed" || blamed(result).size > 0) return undefined;
  const words = verdict === "failed" ? "failed" : `is ${verdict}`;
  return `${printable(title)} ${words}: ${reasonOf(result)}`;
}

/** Why the check has its verdict, in printable lines. */
export function reasonOf({ reason = "", verdict }: CheckResult): string {
  const given = printableLines(reason).join("\n");
  if (given !== "") return given;
  return verdict === "failed" ? "By the tool's own verdict." : "No reason was given.";
}

/** One line for all: `lint passed (12 files) 9.8 s · format failed (2 in 12 files) · typecheck broken · ruff passed (cached)`. */
export function verdictLine(run: Run, style: TextStyle = PLAIN): string {
  if (run.results.length === 0) return style.yellow("no check ran");
  return run.results.map((result) => word(result, style)).join(style.dim(" · "));
}

function word(result: CheckResult, style: TextStyle): string {
  const { check, verdict, findings, files, cached } = result;
  const found = findings.length > 0 ? String(findings.length) : "";
  const looked = files === undefined ? "" : counted(files, "file");
  const asides = [[found, looked].filter(Boolean).join(" in "), cached ? "cached" : ""].filter(Boolean);
  const aside = asides.length === 0 ? "" : ` (${asides.join(", ")})`;
  const time = verdict === "passed" && !cached ? style.dim(` ${timePhrase(result)}`) : "";
  return `${printable(check)} ${style[VERDICT_PAINT[verdict]](verdict)}${aside}${time}`;
}

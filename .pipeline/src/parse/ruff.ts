import type { Parse, ParseContext, Reading } from "../model/check.ts";
import type { Output } from "../model/execution.ts";
import type { Finding, Severity } from "../model/finding.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { ownWords } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";
import { readRuffWords } from "./ruffWords.ts";
import { span } from "./span.ts";

/** Reads `ruff check --output-format json`. */
export const parseRuff: Parse = (output, context) => readRuffJson(output, context, toFinding);

/** Reads Ruff's JSON report, whose diagnostics look the same for `check` and `format`, and its words on stderr. */
export function readRuffJson(
  output: Output,
  context: ParseContext,
  finding: (item: Fields, context: ParseContext) => Finding,
): Reading {
  const words = readRuffWords(output.stderr, context);
  // `ruff format` prints no JSON at all when there is no file to format.
  if (output.stdout.trim() === "" && words.files === 0) return { findings: [], ...words };
  const report = jsonOf(output.stdout);
  if (!Array.isArray(report)) {
    const problem = words.problems.join("\n") || ownWords(output, context);
    return { findings: [], problems: [problem], notices: words.notices };
  }
  const items = report.map(fieldsOf);
  const sound = items.filter((item) => item !== undefined && textOf(item.filename) !== undefined) as Fields[];
  const lost = items.length - sound.length;
  return {
    findings: sound.filter((item) => !isFailure(item)).map((item) => finding(item, context)),
    problems: [
      ...words.problems,
      ...sound.filter(isFailure).map((item) => failureText(item, context)),
      ...(lost === 0 ? [] : [`${lost} entries of Ruff's report name no file.`]),
    ],
    notices: words.notices,
    ...(words.files === undefined ? {} : { files: words.files }),
  };
}

function toFinding(item: Fields, context: ParseContext): Finding {
  const rule = ruleOf(item);
  const url = textOf(item.url);
  const place = { check: context.check, rule, severity: severityOf(item), path: relativePath(pathOf(item), context) };
  return { ...place, ...ruffSpan(item), message: messageOf(item, context), ...(url === undefined ? {} : { url }) };
}

/** Position of a diagnostic, columns already 1-based with an exclusive end. */
export function ruffSpan(item: Fields): ReturnType<typeof span> {
  const [start, end] = [fieldsOf(item.location), fieldsOf(item.end_location)];
  return span(start?.row, start?.column, end?.row, end?.column);
}

/** A position in a notebook counts from the top of its cell, so the cell must be said. */
export function messageOf(item: Fields, context: ParseContext): string {
  const cell = typeof item.cell === "number" ? `cell ${item.cell}: ` : "";
  return cell + withoutCwd(textOf(item.message) ?? "(no message)", context);
}

/** A file that can't be read, or a panic: no fault of the source. A file that is no UTF-8 is one. */
function isFailure(item: Fields): boolean {
  const rule = ruleOf(item);
  if (rule === "E902" || rule === "io") return !/valid UTF-8|Jupyter Notebook/.test(textOf(item.message) ?? "");
  return rule === "panic" || item.severity === "fatal";
}

function failureText(item: Fields, context: ParseContext): string {
  return `${relativePath(pathOf(item), context)}: ${messageOf(item, context)}`;
}

function ruleOf(item: Fields): string {
  return textOf(item.code) ?? textOf(item.name) ?? "invalid-syntax";
}

function pathOf(item: Fields): string {
  return textOf(item.filename) ?? "";
}

function severityOf(item: Fields): Severity {
  const severity = item.severity;
  if (severity === "error" || severity === "warning" || severity === "info") return severity;
  return /^(?:invalid-syntax|E9|F82)/.test(ruleOf(item)) ? "error" : "warning";
}

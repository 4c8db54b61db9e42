import type { Parse, ParseContext, Reading } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { missingModules } from "./missingModules.ts";
import { readMypyWords } from "./mypyWords.ts";
import { ownWords, tail } from "./ownWords.ts";
import { relativePath, withoutCwd } from "./place.ts";
import { fromZero, span } from "./span.ts";

const DOCS = "https://mypy.readthedocs.io/en/stable/_refs.html#code-";
const STOPPED = "mypy stopped at these errors: other files were not checked (errors prevented further checking).";
const NOTICE = /\bunused section\(s\)|^Generated .+ report/;

/** Reads `mypy --output json`: a JSON object per line, plain words for what concerns no place in a source file. */
export const parseMypy: Parse = (output, context) => {
  const words = readMypyWords(output.stderr, context);
  const readings = [...output.stdout.split("\n"), ...words.json].map((line) => readLine(line, context));
  const findings = [...words.findings, ...readings.flatMap((line) => line.findings ?? [])];
  const unfound = findings.filter(({ rule }) => rule === "import-not-found").map(({ message }) => message);
  const missing = missingModules("mypy misses", unfound, /\bmodule named "([^"]+)"/);
  const reading: Reading = {
    findings,
    problems: [...words.problems, ...readings.flatMap((line) => line.problems ?? [])],
    notices: [
      ...words.notices,
      ...readings.flatMap((line) => line.notices ?? []),
      ...missing,
      // With JSON it prints no summary, which would say so, but the exit code is that of such an end.
      ...(findings.length > 0 && output.end.kind === "exit" && output.end.code === 2 ? [STOPPED] : []),
    ],
    ...(words.files === undefined ? {} : { files: words.files }),
  };
  const clean = output.end.kind === "exit" && output.end.code === 0;
  if (clean || words.files === 0 || findings.length > 0 || reading.problems.length > 0) return reading;
  return { ...reading, problems: [ownWords(output, context)] };
};

function readLine(line: string, context: ParseContext): Partial<Reading> {
  if (line.trim() === "") return {};
  const item = fieldsOf(jsonOf(line));
  const file = textOf(item?.file);
  if (item === undefined || file === undefined) {
    return NOTICE.test(line) ? { notices: [tail(line, context)] } : { problems: [tail(line, context)] };
  }
  const path = relativePath(file, context);
  // An error in no file of ours is about the config, a plugin or mypy itself.
  if (path.startsWith("/")) return { problems: [tail(`${file}: ${messageOf(item)}`, context)] };
  return { findings: [toFinding(item, path, context)] };
}

function toFinding(item: Fields, path: string, context: ParseContext): Finding {
  const note = item.severity === "note";
  const code = textOf(item.code);
  return {
    check: context.check,
    rule: code ?? (note ? "note" : "misc"),
    severity: note ? "info" : "error",
    path,
    ...spanOf(item),
    message: withoutCwd(messageOf(item), context),
    ...(code === undefined ? {} : { url: DOCS + code }),
  };
}

/** mypy's columns are 0-based, but those of syntax errors are 1-based, unless they are about a type comment. */
function spanOf(item: Fields): ReturnType<typeof span> {
  const ofParser = item.code === "syntax" && !/\btype (?:comment|annotation)\b/.test(messageOf(item));
  const column = ofParser ? (value: unknown) => value : fromZero;
  return span(item.line, column(item.column), item.end_line, column(item.end_column));
}

function messageOf(item: Fields): string {
  return [textOf(item.message) ?? "(no message)", textOf(item.hint)].filter((part) => part !== undefined).join("\n");
}

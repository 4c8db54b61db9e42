import type { Finding, Fix, Role } from "../model.ts";
import { configFor, pyproject, targetsFor } from "./config.ts";
import { fieldsOf, jsonOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import {
  type Parse,
  type ParseContext,
  type PlanInput,
  PYTHON,
  PYTHON_AND_IGNORE_FILES,
  parseNothing,
  SAFE_PATH,
  type StepSpec,
  type ToolSpec,
} from "./rows.ts";
import { fixOf } from "./ruffFix.ts";

export const BLACK: ToolSpec = {
  name: "black",
  source: { kind: "lock" },
  // Of its DEFAULT_EXCLUDES, those that Drydock does not leave out anyway; the same below.
  leavesOut: { folders: ["_build", "buck-out", "build", "dist"], named: true, setting: /^\s*["']?exclude["']?\s*=/m },
  reads: PYTHON_AND_IGNORE_FILES,
  config: {
    name: "black.toml",
    section: "tool.black",
    // The oldest Python that the project supports decides how it may format.
    places: [{ ...pyproject("tool", "black"), alsoReads: [["project", "requires-python"]] }],
    nested: true,
    format: ["tool", "black"],
    // It also accepts its options with underscores.
    notPaths: new Set(
      ["include", "exclude", "extend-exclude", "force-exclude"].flatMap((name) => [name, name.replaceAll("-", "_")]),
    ),
  },
};

export function black(role: Role, input: PlanInput): StepSpec {
  return {
    ...blackStep("black", ["{scripts}/drydock_black.py"], ["--check"], input),
    role,
    parse: parseBlack,
    // 123: a file can't be parsed, or Black itself failed; the parser tells them apart.
    exits: { clean: [0], findings: [1, 123] },
    fileSettings: '"include", "exclude", "extend-exclude" and "force-exclude"',
  };
}

export function blackFix(input: PlanInput): StepSpec {
  return {
    ...blackStep("black-fix", ["-m", "black"], ["--quiet"], input),
    role: "change",
    parse: parseNothing,
    exits: { clean: [0, 123], findings: [] },
  };
}

function blackStep(id: string, program: readonly string[], options: readonly string[], input: PlanInput) {
  const { step, args } = configFor(BLACK, "--config", input);
  const argv = ["python", ...program, ...targetsFor(PYTHON, input), ...args, ...options];
  return {
    ...step,
    id,
    tool: "black",
    argv,
    env: { BLACK_CACHE_DIR: "{cache}", ...SAFE_PATH },
  } as const;
}

const URL = "https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html";
const NO_SUMMARY = "Black printed no summary; it prints none when its config says `quiet`.";

/** Reads what `black --check` prints to stderr. It names files, not lines; the launcher prints the edits of some to stdout. */
export const parseBlack: Parse = (output, context) => {
  const read = readBlackStderr(output.stderr);
  const fixes = readFixes(output.stdout);
  const changed = read.changed.map((path): Finding => {
    const place = { path: relativePath(path, context), line: 1, column: 1 };
    const message = "would be reformatted by Black";
    const fix = fixes.get(path) ?? { safe: true, edits: [] };
    return { check: context.check, rule: "unformatted", severity: "warning", ...place, message, url: URL, fix };
  });
  const failures = read.errors.map((error) => blackFailure(error, context));
  const agrees = read.summary.changed === read.changed.length && read.summary.failed === read.errors.length;
  const unknown = tail(read.unknown.join("\n"), context);
  const problems = [
    ...failures.flatMap((failure) => (failure.problem === undefined ? [] : [failure.problem])),
    ...(unknown === "" ? [] : [unknown]),
    ...(agrees ? [] : [`Black's list of files and its summary disagree: ${outputTail(output, context)}`]),
  ];
  return {
    findings: [...changed, ...failures.flatMap((failure) => (failure.finding === undefined ? [] : [failure.finding]))],
    warnings: read.warnings.map((warning) => tail(warning, context)),
    // If it did not reach its end, there is one reason for everything.
    problems: read.ended ? problems : [tail(output.stderr, context) || NO_SUMMARY],
    notices: read.notices.map((notice) => tail(notice, context)),
    ...(read.files === undefined ? {} : { files: read.files }),
  };
};

/** By paths as Black prints them. Anything else on stdout, such as the diff that a config asks for, is not looked at. */
function readFixes(stdout: string): ReadonlyMap<unknown, Fix> {
  const report = jsonOf(stdout);
  return new Map(
    (Array.isArray(report) ? report : []).flatMap((entry) => {
      const item = fieldsOf(entry);
      const fix = item && fixOf(item);
      return fix?.safe ? [[item?.filename, fix]] : [];
    }),
  );
}

/** Why Black could not format a file: the source is at fault, or Black or the machine. */
type BlackFailure =
  | { readonly finding: Finding; readonly problem?: never }
  | { readonly problem: string; readonly finding?: never };

// Black 26: `error: cannot parse[ for target version …]: PATH:LINE:COLUMN`, then the code, a caret and the reason.
const PARSE = /^error: (cannot parse[^:]*): ([^\0]{1,4096}):(\d+):(\d+)\n {4}([^\n]*)\n *\^\n([^\n]*)/;
// Everything else, and syntax errors before Black 26. A path may contain a colon; it most likely ends like a Python file.
const FORMAT = /^error: cannot format ([^\0]{1,4096}?\.(?:pyi?|ipynb)|[^\0]{1,4096}?): ([^\0]*)$/;
const OF_SOURCE =
  /^(?:Cannot parse|cannot use --safe with this file|unknown encoding|invalid or missing encoding|'[\w-]+' codec can't decode|source code (?:string )?cannot contain null)/;

/** Reads Black's message on one file that it could not format. */
function blackFailure(error: string, context: ParseContext): BlackFailure {
  const parse = PARSE.exec(error);
  if (parse !== null) {
    const [, what, path = "", line, column, code = "", reason = ""] = parse;
    return {
      finding: syntaxFinding(path, Number(line), Number(column), `${what}: ${reason}: ${code.trim()}`, context),
    };
  }
  const [, path, words = ""] = FORMAT.exec(error.replaceAll("\0", "\u2400")) ?? [];
  if (path === undefined || !OF_SOURCE.test(words)) return { problem: tail(error, context) };
  const place = /^Cannot parse[^:]*: (\d+):(\d+): /.exec(words);
  const line = place?.[1] ?? /\(<unknown>, line (\d+)\)/.exec(words)?.[1] ?? 1;
  return { finding: syntaxFinding(path, Number(line), Number(place?.[2] ?? 0), words, context) };
}

/** Black's columns are 0-based. */
function syntaxFinding(path: string, line: number, column: number, words: string, context: ParseContext): Finding {
  const place = { path: relativePath(path, context), line: Math.max(1, line), column: column + 1 };
  return {
    check: context.check,
    rule: "invalid-syntax",
    severity: "error",
    ...place,
    message: withoutCwd(words, context),
  };
}

/** Black's stderr, taken apart; paths as Black prints them. */
interface BlackStderr {
  /** Files that it would reformat. */
  readonly changed: readonly string[];
  /** Its message on each file that it could not format, from `error:` on. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** On unknown keys in its config. */
  readonly warnings: readonly string[];
  /** Anything that it does not usually print. */
  readonly unknown: readonly string[];
  /** How many files it says it would reformat, and how many it could not format. */
  readonly summary: { readonly changed: number; readonly failed: number };
  /** How many files it looked at; undefined if it printed no summary. */
  readonly files: number | undefined;
  /** Whether it reached its end, which it always announces. */
  readonly ended: boolean;
}

const SUMMARY = /^\d+ files? would (?:be|fail)\b/;
const NOTHING_TO_DO = /^No Python files are present/;
const NOTICE = /^(?:Warning: Python [\d.]+ cannot parse|Skipping \.ipynb files|No Python files are present)/;
const WARNING = /^Invalid config keys detected: /;
const BANNER = /^(?:All done!|Oh no!)[^\w`]*$/;
// How a remark begins; any other line belongs to the remark before it, since a file name may contain newlines.
const BEGINNING =
  /\n(?=would reformat |error: cannot |Error: |Usage: |Warning: |Invalid config|Skipping |No Python files|All done!|Oh no!|Traceback |\d+ files? would |\n)/;

function readBlackStderr(stderr: string): BlackStderr {
  const remarks = stderr.split(BEGINNING).filter((remark) => remark.trim() !== "");
  const summary = remarks.find((remark) => SUMMARY.test(remark)) ?? "";
  const usual = [/^would reformat /, /^error: cannot /, NOTICE, BANNER, SUMMARY, WARNING];
  const nothing = remarks.some((remark) => NOTHING_TO_DO.test(remark));
  const count = (what: RegExp): number => Number(what.exec(summary)?.[1] ?? 0);
  return {
    changed: remarks
      .filter((remark) => remark.startsWith("would reformat "))
      .map((remark) => remark.trimEnd().slice(15)),
    errors: remarks.filter((remark) => remark.startsWith("error: cannot ")).map((remark) => remark.trimEnd()),
    warnings: remarks.filter((remark) => WARNING.test(remark)).map((remark) => remark.trim()),
    notices: remarks.filter((remark) => NOTICE.test(remark)).map((remark) => remark.trim()),
    unknown: remarks
      .filter((remark) => !usual.some((known) => known.test(remark.trim())))
      .map((remark) => remark.trim()),
    summary: { changed: count(/(\d+) files? would be reformatted/), failed: count(/(\d+) files? would fail/) },
    files: nothing ? 0 : summary === "" ? undefined : sumOf(summary),
    ended: summary !== "" || nothing,
  };
}

/** `1 file would be reformatted, 2 files would be left unchanged, 1 file would fail to reformat.` */
function sumOf(summary: string): number {
  return [...summary.matchAll(/(\d+) files? would /g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

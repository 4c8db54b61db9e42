import type { Finding, Output, Role, Severity } from "../model.ts";
import { BLACK, black } from "./black.ts";
import { configFor, pyproject, targetsFor } from "./config.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import {
  type CheckSpec,
  hasRule,
  type Parse,
  type ParseContext,
  type PlanInput,
  PYTHON,
  PYTHON_AND_IGNORE_FILES,
  parseNothing,
  type Reading,
  type StepSpec,
  TEN_MINUTES,
  type ToolSpec,
} from "./rows.ts";
import { fixOf, ruffSpan } from "./ruffFix.ts";

export const RUFF: ToolSpec = {
  name: "ruff",
  source: { kind: "lock" },
  leavesOut: { folders: ["_build", "buck-out", "dist", "site-packages"], setting: /^\s*["']?exclude["']?\s*=/m },
  reads: [...PYTHON_AND_IGNORE_FILES, "pyproject.toml"],
  config: {
    name: "pyproject.toml",
    section: "tool.ruff",
    places: [{ file: ".ruff.toml" }, { file: "ruff.toml" }, pyproject("tool", "ruff")],
    nested: true,
    format: ["tool", "ruff"],
    notPaths: new Set([
      ...["include", "extend-include", "exclude", "extend-exclude", "per-file-ignores", "extend-per-file-ignores"],
      ...["dummy-variable-rgx", "notice-rgx", "task-tags", "allowed-confusables", "import-heading", "banned-api"],
      ...["hardcoded-tmp-directory", "hardcoded-tmp-directory-extend", "cache-dir"],
    ]),
    leadsOut: ({ path: [name] }) => name === "extend" || undefined,
  },
};

/** Ruff checks notebooks by default. */
const FILES = [...PYTHON, "*.ipynb"] as const;

export const ruff = {
  name: "ruff",
  title: "Ruff",
  summary: "Lint with Ruff, and note where the two formatters disagree",
  inRunAll: true,
  files: FILES,
  workspace: "tree",
  application: false,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [ruffCheck(input), ...otherFormatter(input)],
  fix: (input) => [ruffFix(input), ruffCheck(input)],
  isUnreadable: hasRule("invalid-syntax", "E902", "io"),
  replaysFailures: true,
} as const satisfies CheckSpec;

/** The formatter that is not the gate gives its opinion if it has a config: nobody asked for its defaults. */
function otherFormatter(input: PlanInput): readonly StepSpec[] {
  const [other, step] = input.settings.formatter === "black" ? [RUFF, ruffFormat] : [BLACK, black];
  // Black does not look at notebooks.
  const isIdle = (input.configs[other.name]?.how ?? "none") === "none" || targetsFor(PYTHON, input).length === 0;
  return isIdle ? [] : [step("opinion", input)];
}

/**
 * Asks Ruff which files the wanted Python's grammar rejects, since its parser does not depend on the Python that runs.
 * Only planned if an older Python has to run the tools: see judge.ts.
 */
export function syntaxOracle(input: PlanInput): readonly StepSpec[] {
  if (!input.olderPython) return [];
  const target = `py${input.settings.python.replace(".", "")}`;
  const options = ["--isolated", "--no-cache", "--select", "E9", "--target-version", target];
  const step: StepSpec = {
    id: "syntax",
    tool: "ruff",
    role: "oracle",
    argv: ["ruff", "check", ...targetsFor(PYTHON, input), ...options, "--output-format", "json"],
    parse: parseRuff,
    exits: { clean: [0], findings: [1] },
  };
  return [step];
}

// Only its log says how many files it looked at: if an `exclude` of the linter or the formatter leaves none, it prints no warning.
const REPORT = ["--output-format", "json", "--verbose"];

function ruffCheck(input: PlanInput): StepSpec {
  return {
    // Otherwise `fix` or `fix-only` in the config would rewrite the files and report nothing.
    ...ruffStep("ruff", "check", ["--no-fix", "--no-fix-only", ...REPORT], input),
    role: "gate",
    parse: parseRuff,
    exits: { clean: [0], findings: [1] },
    fileSettings: '"include", "exclude" and "extend-exclude"',
  };
}

function ruffFix(input: PlanInput): StepSpec {
  const step = ruffStep("ruff-fix", "check", ["--fix", "--output-format", "json"], input);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 1], findings: [] } };
}

export function ruffFormat(role: Role, input: PlanInput): StepSpec {
  return {
    ...ruffStep("ruff-format", "format", ["--check", ...REPORT], input),
    role,
    parse: parseRuffFormat,
    // 2 is misuse, but also a file that cannot be parsed.
    exits: { clean: [0], findings: [1, 2] },
    fileSettings: '"include", "exclude" and "extend-exclude"',
  };
}

export function ruffFormatFix(input: PlanInput): StepSpec {
  const step = ruffStep("ruff-format-fix", "format", [], input);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 2], findings: [] } };
}

/**
 * Without its cache, which recognises a file only by its mtime: what is first-party, and so how imports are sorted, also
 * depends on the modules next to it. The cache would save little: without it, 2,000 files take a second or two.
 */
function ruffStep(id: string, verb: "check" | "format", options: readonly string[], input: PlanInput) {
  const { step, args } = configFor(RUFF, "--config", input);
  const argv = ["ruff", verb, ...targetsFor(FILES, input), ...args, "--no-cache", ...options];
  return { ...step, id, tool: "ruff", argv } as const;
}

export const parseRuff: Parse = (output, context) => readRuffJson(output, context, toFinding);

/** Reads Ruff's JSON report, whose diagnostics look the same for `check` and `format`, and its stderr. */
function readRuffJson(
  output: Output,
  context: ParseContext,
  finding: (item: Fields, context: ParseContext) => Finding,
): Reading {
  const stderr = readRuffStderr(output.stderr, context);
  // `ruff format` prints no JSON at all if there is no file to format.
  if (output.stdout.trim() === "" && stderr.files === 0) return { findings: [], ...stderr };
  const report = jsonOf(output.stdout);
  if (!Array.isArray(report)) {
    const problem = stderr.problems.join("\n") || outputTail(output, context);
    return { findings: [], problems: [problem], warnings: stderr.warnings, notices: stderr.notices };
  }
  const items = report.map(fieldsOf);
  const sound = items.filter((item) => item !== undefined && textOf(item.filename) !== undefined) as Fields[];
  const lost = items.length - sound.length;
  return {
    findings: sound.filter((item) => !isFailure(item)).map((item) => finding(item, context)),
    warnings: stderr.warnings,
    problems: [
      ...stderr.problems,
      ...sound.filter(isFailure).map((item) => failureText(item, context)),
      ...(lost === 0 ? [] : [`${lost} entries of Ruff's report name no file.`]),
    ],
    notices: stderr.notices,
    ...(stderr.files === undefined ? {} : { files: stderr.files }),
  };
}

function toFinding(item: Fields, context: ParseContext): Finding {
  const rule = ruleOf(item);
  const [url, fix] = [textOf(item.url), fixOf(item)];
  const place = {
    check: context.check,
    rule,
    severity: severityOf(item),
    path: relativePath(textOf(item.filename) ?? "", context),
  };
  const more = { ...(url === undefined ? {} : { url }), ...(fix === undefined ? {} : { fix }) };
  return { ...place, ...ruffSpan(item), message: messageOf(item, context), ...more };
}

/** Lines of a notebook count from the top of their cell, so the message names the cell. */
function messageOf(item: Fields, context: ParseContext): string {
  const cell = typeof item.cell === "number" ? `cell ${item.cell}: ` : "";
  return cell + withoutCwd(textOf(item.message) ?? "(no message)", context);
}

/** A file that cannot be read, or a panic: not the source's fault. Invalid UTF-8 is its fault. */
function isFailure(item: Fields): boolean {
  const rule = ruleOf(item);
  if (rule === "E902" || rule === "io") return !/valid UTF-8|Jupyter Notebook/.test(textOf(item.message) ?? "");
  return rule === "panic" || item.severity === "fatal";
}

function failureText(item: Fields, context: ParseContext): string {
  return `${relativePath(textOf(item.filename) ?? "", context)}: ${messageOf(item, context)}`;
}

function ruleOf(item: Fields): string {
  return textOf(item.code) ?? textOf(item.name) ?? "invalid-syntax";
}

/** Ruff calls everything an error. Pyflakes' rules and those about files that cannot run are errors; the rest is advice. */
function severityOf(item: Fields): Severity {
  return /^(?:invalid-syntax$|io$|E9|F\d)/.test(ruleOf(item)) ? "error" : "warning";
}

const URL = "https://docs.astral.sh/ruff/formatter/";
export const parseRuffFormat: Parse = (output, context) => readRuffJson(output, context, formatFinding);

function formatFinding(item: Fields, context: ParseContext): Finding {
  const { check } = context;
  const rule = textOf(item.code) ?? "invalid-syntax";
  const place = { path: relativePath(textOf(item.filename) ?? "", context), ...ruffSpan(item) };
  if (rule !== "unformatted") return { check, rule, severity: "error", ...place, message: messageOf(item, context) };
  const fix = fixOf(item) ?? { safe: true, edits: [] };
  return { check, rule, severity: "warning", ...place, message: "would be reformatted by Ruff", url: URL, fix };
}

type RuffStderr = Pick<Reading, "problems" | "notices" | "files"> & { readonly warnings: readonly string[] };

const NOTHING_TO_DO = /^warning: No Python files found/;
/** The start of an entry of its log. A file name in it may contain newlines, so an entry may have several lines. */
const LOG = /^\[\d{4}-\d\d-\d\d\]\[/;
const LOOKED_AT = /\] (?:Checked|Formatted) (\d+) files in\b/;
const NOQA = /^warning: .*# (?:ruff: |flake8: )?noqa/;
// Only advice for people who format with Ruff: it applies the rule all the same.
const CONFLICT = /^warning: The following rules? may cause conflicts when used with the formatter/;

/** A warning that is not about its settings, but says that something was not read. */
const UNREAD = /^warning: (?:Failed|Encountered|Unable|Could not|Cannot|Skipp)|\(os error \d+\)/;

/** What Ruff prints to stderr besides its report. All but a few kinds of warnings are about its settings. */
function readRuffStderr(stderr: string, context: ParseContext): RuffStderr {
  const lines = stderr
    .split(/\n(?=(?:warning|error|info|ruff failed)\b|\[\d{4}-)/)
    .map((remark) => remark.trim())
    .filter((remark) => remark !== "");
  const log = lines.filter((remark) => LOG.test(remark));
  const remarks = lines.filter((remark) => !LOG.test(remark));
  const counted = LOOKED_AT.exec(log.filter((line) => LOOKED_AT.test(line)).at(-1) ?? "")?.[1];
  const files = remarks.some((remark) => NOTHING_TO_DO.test(remark)) ? "0" : counted;
  const harmless = (remark: string): boolean => [NOTHING_TO_DO, NOQA, CONFLICT].some((kind) => kind.test(remark));
  const isWarning = (remark: string): boolean => remark.startsWith("warning:") && !UNREAD.test(remark);
  const those = (wanted: (remark: string) => boolean) => remarks.filter(wanted).map((remark) => tail(remark, context));
  return {
    problems: those((remark) => !harmless(remark) && !isWarning(remark)),
    warnings: those((remark) => !harmless(remark) && isWarning(remark)),
    notices: remarks.filter(harmless).map((remark) => tail(remark, context)),
    ...(files === undefined ? {} : { files: Number(files) }),
  };
}

import type { End, Finding, Severity } from "../model.ts";
import { configFor, pyproject, targetsFor } from "./config.ts";
import { type Fields, fieldsOf, fromZero, jsonOf, span, textOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import { missingPackage, pluginHint } from "./packages.ts";
import { isAboutProject, lintedModules, modulePaths, projectPlace, withoutExcerpt } from "./pylintModules.ts";
import {
  type CheckSpec,
  hasRule,
  type Parse,
  type ParseContext,
  type PlanInput,
  PYTHON,
  PYTHON_FILES,
  type Reading,
  SAFE_PATH,
  type StepSpec,
  TEN_MINUTES,
  type ToolSpec,
} from "./rows.ts";
import { syntaxOracle } from "./ruff.ts";

/** The tool. Its init-hook and the formula of its score are code. */
export const PYLINT: ToolSpec = {
  name: "pylint",
  source: { kind: "lock" },
  leavesOut: { folders: ["CVS"], setting: /^\s*["']?ignore(?:-paths|-patterns)?["']?\s*[=:]/m },
  reads: PYTHON_FILES,
  config: {
    name: ".pylintrc",
    places: [
      { file: "pylintrc" },
      { file: "pylintrc.toml", table: ["tool", "pylint"] },
      { file: ".pylintrc" },
      { file: ".pylintrc.toml", table: ["tool", "pylint"] },
      pyproject("tool", "pylint"),
      ...["setup.cfg", "tox.ini"].map((file) => ({ file, holds: /^\[pylint[.\]]/m, sections: /^pylint/ })),
    ],
    format: "ini#;",
    notPaths: new Set([
      ...["ignore", "ignore-paths", "ignore-patterns", "ignore-long-lines", "ignore-pattern-in-long-lines"],
      ...["ignored-argument-names", "exclude-too-few-public-methods", "msg-template"],
      ...["spelling-ignore-comment-directives", "spelling-ignore-words"],
    ]),
    leadsOut: ({ path, value }) => {
      const name = path.at(-1) ?? "";
      // Code, and a dictionary of the system.
      if (name === "init-hook" || name === "spelling-dict") return value !== "";
      if (name === "evaluation") return !isArithmetic(value);
      // `%(…)` interpolates another setting, so the value is not known.
      return /-rgxs?$/.test(name) ? false : /%\(/.test(value) || undefined;
    },
  },
};

/** Pylint evaluates the formula of its score as Python. Arithmetic on its counts is harmless; anything else may be any code. */
function isArithmetic(value: string): boolean {
  const known =
    /\b(?:max|min|abs|round|float|int|if|else|and|or|not|fatal|error|warning|refactor|convention|info|statement)\b/g;
  return /^[\d\s.+\-*/%(),<>=!]*$/.test(value.replace(known, ""));
}

export const lint = {
  name: "lint",
  title: "Pylint",
  summary: "Lint with Pylint: fails on errors, or when the score is below fail-under",
  inRunAll: true,
  files: PYTHON,
  workspace: "tree",
  application: true,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [pylint(input), ...syntaxOracle(input)],
  isUnreadable: hasRule("syntax-error"),
  replaysFailures: true,
  explain: ({ outputs }) => outputs.flatMap(lintedModules).at(0),
} as const satisfies CheckSpec;

/** Pylint's exit code is a bit mask of 1 fatal, 2 error, 4 warning, 8 refactor, 16 convention; 32 is misuse. */
const PYLINT_FINDINGS = Array.from({ length: 31 }, (_, index) => index + 1);

function pylint(input: PlanInput): StepSpec {
  const targets = targetsFor(PYTHON, input);
  const { step, args } = configFor(PYLINT, "--rcfile", input);
  const options = [...args, "--output-format=json2", "--persistent=n", "-j", "{cores}"];
  return {
    ...step,
    id: "pylint",
    tool: "pylint",
    role: "gate",
    // Not --recursive: it misses files in folders without __init__.py.
    argv: ["python", "{scripts}/drydock_pylint.py", "{store}", [".", ...targets].join(":"), ...targets, ...options],
    // The order of sets decides which import cycle is reported.
    env: {
      PYLINTHOME: "{cache}",
      PYTHONHASHSEED: "0",
      ...SAFE_PATH,
      ...(input.application ? { DRYDOCK_APP_SITE: "{app-site}" } : {}),
    },
    parse: (output, context) => parsePylint(output, context, step.config === undefined ? NOT_FILES - 1 : NOT_FILES),
    exits: { clean: [0], findings: PYLINT_FINDINGS },
    fileSettings: '"ignore", "ignore-patterns" and "ignore-paths"',
    cleanMayFind: true,
    // In addition to the user's own fail-on, which an option would replace.
    errorsFail: true,
  };
}

const DOCS = "https://pylint.readthedocs.io/en/stable/user_guide/messages";
const SEVERITIES: Readonly<Record<string, Severity>> = { fatal: "error", error: "error", warning: "warning" };
/** What Pylint gives as the file if it does not know which it was. */
const CONFIG = "Command line or configuration file";
/** bad-configuration-section, unrecognized-option, useless-option-value, unknown-option-value: settings that Pylint ignores. */
const CONFIG_WARNINGS = ["E0014", "E0015", "R0022", "W0012"];

/** Its count of modules includes the command line, the config file if there is one, and the two together. */
const NOT_FILES = 3;

/** Reads `pylint --output-format=json2`: one object with messages and statistics. */
export const parsePylint = (...[output, context, notFiles = NOT_FILES]: [...Parameters<Parse>, number?]): Reading => {
  const start = /^\{\s*"messages"/m.exec(output.stdout)?.index ?? 0;
  const report = fieldsOf(jsonOf(output.stdout.slice(start)));
  const messages = report?.messages;
  if (report === undefined || !Array.isArray(messages)) {
    return { findings: [], problems: [outputTail(output, context)], notices: [] };
  }
  const items = messages.map((item) => fieldsOf(item) ?? {});
  const ignored = new Set(items.filter((item) => isConfigWarning(item, context)));
  const others = items.filter((item) => !ignored.has(item));
  const sound = others.filter((item) => !isFailure(item, context));
  // With fail-on in the config, it may fail on these alone.
  const failsByThem = sound.length === 0 && output.end.kind === "exit" && output.end.code !== 0;
  const warnings = failsByThem ? [] : [...ignored];
  const told = new Set([...sound, ...warnings]);
  const failures = items.filter((item) => !told.has(item));
  const paths = modulePaths(sound);
  const said = tail(output.stderr, context);
  const crashed = said.includes("Traceback (most recent call last)");
  // Before the report comes only what Pylint could not put into it: a config that it cannot parse.
  const preamble = tail(output.stdout.slice(0, start), context);
  const problems = [preamble, ...failures.map((item) => failureText(item, context)), crashed ? said : ""];
  const findings = sound.map((item) => toFinding(item, paths, context));
  const verdict = pylintScore(output.end, sound, report.statistics);
  const files = filesIn(report.statistics, notFiles);
  const score = fieldsOf(report.statistics)?.score;
  return {
    findings,
    warnings: warnings.map((item) => failureText(item, context)),
    problems: [...new Set([...problems, ...pylintMiscounts(items, report.statistics)])].filter((text) => text !== ""),
    notices: said === "" || crashed ? [] : [said],
    ...(verdict === undefined ? {} : { verdict }),
    ...(files === undefined ? {} : { files }),
    ...(typeof score === "number" ? { summary: `score ${score.toFixed(2)}/10` } : {}),
  };
};

function filesIn(statistics: unknown, notFiles: number): number | undefined {
  const modules = fieldsOf(statistics)?.modulesLinted;
  return typeof modules === "number" ? Math.max(0, modules - notFiles) : undefined;
}

/** Whether a message is about a setting that Pylint ignores: an unknown or old option or value. */
function isConfigWarning(item: Fields, context: ParseContext): boolean {
  return CONFIG_WARNINGS.includes(textOf(item.messageId) ?? "") && isOutsideSource(item, context);
}

/** Whether a message is not about a Python file of the tree, but about the config or Pylint itself. */
function isOutsideSource(item: Fields, context: ParseContext): boolean {
  const path = pathOf(item);
  if (path === undefined || path === CONFIG) return true;
  return relativePath(path, context).startsWith("/") || !/\.pyi?$/.test(path);
}

/** Whether a message is about the config, or says that Pylint could not check a file although its source is sound. */
function isFailure(item: Fields, context: ParseContext): boolean {
  if (isOutsideSource(item, context) && !isAboutProject(item)) return true;
  return item.type === "fatal" && !isUndecodable(item);
}

/** A wrong encoding is the source's fault, but Pylint reports it as fatal if the codec exists. */
function isUndecodable(item: Fields): boolean {
  return item.messageId === "F0010" && /Wrong or no encoding specified/.test(textOf(item.message) ?? "");
}

function failureText(item: Fields, context: ParseContext): string {
  const message = (textOf(item.message) ?? JSON.stringify(item)).replace(/ There is a pre-filled template .*$/s, "");
  const symbol = textOf(item.symbol);
  const said = pathOf(item);
  const path = said === undefined || said === CONFIG ? CONFIG : relativePath(said, context);
  // It may be a module that the plugin imports.
  const missing = /^Plugin '.*' is impossible to load.*No module named '([A-Za-z_][\w.]*)'/s.exec(message)?.[1];
  return (
    tail(`${path}: ${message}${symbol === undefined ? "" : ` (${symbol})`}`, context) + pluginHint("pylint", missing)
  );
}

function toFinding(item: Fields, paths: ReadonlyMap<string, string>, context: ParseContext): Finding {
  const [type, symbol] = [textOf(item.type) ?? "error", textOf(item.symbol) ?? "unknown"];
  const message = withoutExcerpt(withoutCwd(textOf(item.message) ?? "(no message)", context));
  const place = spanOf(item);
  const missing =
    symbol === "import-error" ? missingPackage(/^Unable to \w+ '([^.'][^']*)'/.exec(message)?.[1]) : undefined;
  const own = { path: relativePath(pathOf(item) ?? "", context), ...place };
  return {
    check: context.check,
    rule: symbol,
    severity: SEVERITIES[type] ?? "info",
    ...(isAboutProject(item) ? projectPlace(message, paths, context) : own),
    message,
    ...(missing === undefined ? {} : { missing }),
    url: `${DOCS}/${type}/${symbol}.html`,
  };
}

/** Pylint's columns are 0-based, but a syntax error has Python's own, which is 1-based. */
function spanOf(item: Fields): ReturnType<typeof span> {
  if (item.messageId === "E0001") return span(item.line, item.column);
  return span(item.line, fromZero(item.column), item.endLine, fromZero(item.endColumn));
}

function pathOf(item: Fields): string | undefined {
  return textOf(item.path) ?? textOf(item.absolutePath);
}

/**
 * Where Pylint's statistics and its messages disagree, as in a truncated or doctored report. Messages about the config
 * may or may not be counted, so there may be more messages than counted, but never fewer.
 */
function pylintMiscounts(messages: readonly Fields[], statistics: unknown): readonly string[] {
  const counts = fieldsOf(fieldsOf(statistics)?.messageTypeCount);
  if (counts === undefined) return ["Pylint's report has no statistics."];
  return ["fatal", "error", "warning", "refactor", "convention", "info"].flatMap((type) => {
    const shown = messages.filter((message) => message.type === type).length;
    const counted = counts[type] ?? 0;
    if (typeof counted === "number" && counted <= shown) return [];
    return [`Pylint counted ${counted} messages of type ${type}, but its report shows ${shown}.`];
  });
}

/**
 * That Pylint fails by its score or by fail-on, which no message says: its exit code means findings, and no error explains
 * it. Also undefined for a score of 0, which Pylint also gives to sources that are too small to be rated.
 */
export function pylintScore(end: End, messages: readonly Fields[], statistics: unknown): string | undefined {
  const score = fieldsOf(statistics)?.score;
  if (end.kind !== "exit" || end.code === 0 || typeof score !== "number" || score === 0) return undefined;
  if (messages.some(({ type }) => type === "error" || type === "fatal")) return undefined;
  return `Pylint's score is ${score.toFixed(2)} out of 10: below fail-under, unless fail-on names one of its messages.`;
}

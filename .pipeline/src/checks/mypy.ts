import type { Finding } from "../model.ts";
import { configFor, pyproject, targetsFor } from "./config.ts";
import { type Fields, fieldsOf, fromZero, jsonOf, span, textOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import { missingPackage, pluginHint } from "./packages.ts";
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

export const MYPY: ToolSpec = {
  name: "mypy",
  source: { kind: "lock" },
  leavesOut: { folders: ["site-packages"], setting: /^\s*["']?exclude["']?\s*[=:]/m },
  reads: PYTHON_FILES,
  config: {
    name: "mypy.ini",
    places: [
      { file: "mypy.ini" },
      { file: ".mypy.ini" },
      pyproject("tool", "mypy"),
      { file: "setup.cfg", holds: /^\[mypy\]/m, sections: /^mypy(?:$|-)/ },
    ],
    format: "ini",
    // Drydock chooses its cache folder.
    notPaths: new Set(["exclude", "cache_dir"]),
    leadsOut: ({ path, value }) => {
      const name = path.at(-1);
      if (name === "python_executable") return value !== "";
      return name === "plugins" ? /\/|\.py\s*(?:[:,]|$)/m.test(value) || undefined : undefined;
    },
  },
};

export const typecheck = {
  name: "typecheck",
  alias: "mypy",
  title: "mypy",
  summary: "Check the types with mypy, with the application's own dependencies",
  inRunAll: true,
  files: PYTHON,
  workspace: "tree",
  application: true,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [mypy(input), ...syntaxOracle(input)],
  isUnreadable: hasRule("syntax"),
  replaysFailures: true,
} as const satisfies CheckSpec;

function mypy(input: PlanInput): StepSpec {
  const application = input.application ? ["--python-executable", "{app-python}"] : [];
  const options = ["--cache-dir", "{cache}", "--output", "json", "--no-error-summary"];
  const { step, args } = configFor(MYPY, "--config-file", input);
  const argv = ["python", "-m", "mypy", ...args, ...options];
  const targets = targetsFor(PYTHON, input);
  return {
    ...step,
    id: "mypy",
    tool: "mypy",
    role: "gate",
    argv: [...argv, "--num-workers", "{cores}", ...application, ...targets],
    // It gives its workers three seconds to start, which is too short on a busy machine.
    retry: { when: "Failed to establish connection with worker", argv: [...argv, ...application, ...targets] },
    env: SAFE_PATH,
    parse: parseMypy,
    // 2 is misuse, but also a syntax error, which comes with a finding.
    exits: { clean: [0], findings: [1, 2] },
    fileSettings: '"exclude"',
  };
}

const DOCS = "https://mypy.readthedocs.io/en/stable/_refs.html#code-";
const STOPPED = "mypy stopped at these errors: other files were not checked (errors prevented further checking).";
const NOTICE = /\bunused section\(s\)|^Generated .+ report/;

/** Reads `mypy --output json`: a JSON object per line, and plain text for what has no place in a source file. */
export const parseMypy: Parse = (output, context) => {
  const stderr = readMypyStderr(output.stderr, context);
  const readings = [...output.stdout.split("\n"), ...stderr.json].map((line) => readLine(line, context));
  const findings = [...stderr.findings, ...readings.flatMap((line) => line.findings ?? [])];
  const reading: Reading = {
    findings,
    ...(stderr.warnings === undefined ? {} : { warnings: stderr.warnings }),
    problems: [...stderr.problems, ...readings.flatMap((line) => line.problems ?? [])],
    notices: [
      ...stderr.notices,
      ...readings.flatMap((line) => line.notices ?? []),
      // The summary would say so, but mypy prints none with JSON. The exit code does.
      ...(findings.length > 0 && output.end.kind === "exit" && output.end.code === 2 ? [STOPPED] : []),
    ],
    ...(stderr.files === undefined ? {} : { files: stderr.files }),
  };
  const clean = output.end.kind === "exit" && output.end.code === 0;
  if (clean || stderr.files === 0 || findings.length > 0 || reading.problems.length > 0) return reading;
  return { ...reading, problems: [outputTail(output, context)] };
};

function readLine(line: string, context: ParseContext): Partial<Reading> {
  if (line.trim() === "") return {};
  const item = fieldsOf(jsonOf(line));
  const file = textOf(item?.file);
  if (item === undefined || file === undefined) {
    return NOTICE.test(line) ? { notices: [tail(line, context)] } : { problems: [tail(line, context)] };
  }
  const path = relativePath(file, context);
  // An error that is not in a Python file of the tree is about the config, a plugin or mypy itself.
  if (path.startsWith("/") || !/\.(?:pyi?|ipynb)$/.test(path)) {
    const message = messageOf(item);
    // It may be a module that the plugin imports.
    const missing = /^Error importing plugin ".*": No module named '([A-Za-z_][\w.]*)'/s.exec(message)?.[1];
    return { problems: [tail(`${path}: ${message}`, context) + pluginHint("mypy", missing)] };
  }
  return { findings: [toFinding(item, path, context)] };
}

function toFinding(item: Fields, path: string, context: ParseContext): Finding {
  const note = item.severity === "note";
  const code = textOf(item.code);
  const missing = missingIn(messageOf(item), code);
  return {
    check: context.check,
    rule: code ?? (note ? "note" : "misc"),
    severity: note ? "info" : "error",
    path,
    ...spanOf(item),
    // After a character that is not ASCII they count neither characters nor bytes.
    columnUnit: "unknown",
    message: withoutCwd(messageOf(item), context),
    ...(missing === undefined ? {} : { missing }),
    ...(code === undefined ? {} : { url: DOCS + code }),
  };
}

/** mypy knows some packages that provide the types of others, whether those are installed or not. */
function missingIn(message: string, code: string | undefined): string | undefined {
  const stubs = /^Library stubs not installed for .*-m pip install ([\w.-]+)"/s.exec(message)?.[1];
  if (stubs !== undefined) return stubs;
  return code === "import-not-found" ? missingPackage(/\bmodule named "([^"]+)"/.exec(message)?.[1]) : undefined;
}

/** mypy's columns are 0-based, but a syntax error's are 1-based unless it is in a type comment. */
function spanOf(item: Fields): ReturnType<typeof span> {
  const ofParser = item.code === "syntax" && !/\btype (?:comment|annotation)\b/.test(messageOf(item));
  const column = ofParser ? (value: unknown) => value : fromZero;
  return span(item.line, column(item.column), item.end_line, column(item.end_column));
}

/**
 * Without the address to read more about imports: mypy gives it once per run, at the first error it meets, and which one
 * that is depends on its cache. The finding has a URL anyway.
 */
function messageOf(item: Fields): string {
  const parts = [textOf(item.message) ?? "(no message)", textOf(item.hint)].filter((part) => part !== undefined);
  return parts.join("\n").replace(/\n *See https:\S+#missing-imports$/, "");
}

type MypyStderr = Reading & { /** Diagnostics that went to stderr. */ readonly json: readonly string[] };

const NO_FILES = /^There are no \.py\[i\] files in directory /;
/** On a setting that it does not know or cannot use, and ignores. */
const WARNING = /^(?:[^:]*\/)?(?:\.?mypy\.ini|pyproject\.toml|setup\.cfg): ?\[[^\]]*\]: ?\S/;
const STDERR_NOTICE = /^Warning: unused section\(s\)/;
// The only error about a source file that mypy prints as plain text. A file name may contain newlines, but what precedes
// the last one should not look like a remark of its own.
const UNDECODABLE = /^((?:(?!.*: ).*\n){0,5}.+?): error: (Cannot decode file: .*)$/m;

/** Reads mypy's stderr. Except for notices and undecodable files, all of it is about its config or itself: the verdict is in doubt. */
export function readMypyStderr(stderr: string, context: ParseContext): MypyStderr {
  const lines = stderr.split("\n");
  const isJson = (line: string) => line.startsWith('{"file"');
  const json = lines.filter(isJson);
  const notices = lines.filter((line) => STDERR_NOTICE.test(line));
  const warnings = lines.filter((line) => WARNING.test(line));
  const none = lines.some((line) => NO_FILES.test(line));
  let rest = lines
    .filter((line) => !isJson(line) && ![STDERR_NOTICE, WARNING, NO_FILES].some((known) => known.test(line)))
    .join("\n");
  const findings: Finding[] = [];
  for (let found = UNDECODABLE.exec(rest); found !== null; found = UNDECODABLE.exec(rest)) {
    findings.push(undecodable(found[1] ?? "", found[2] ?? "", context));
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length + 1);
  }
  const problem = tail(rest, context);
  return {
    findings,
    problems: problem === "" ? [] : [problem],
    warnings: warnings.map((line) => tail(line, context)),
    notices: notices.map((line) => tail(line, context)),
    json,
    ...(none ? { files: 0 } : {}),
  };
}

function undecodable(path: string, message: string, context: ParseContext): Finding {
  const place = { path: relativePath(path, context), line: 1, column: 1 };
  return { check: context.check, rule: "syntax", severity: "error", ...place, message: withoutCwd(message, context) };
}

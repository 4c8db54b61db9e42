import type { Finding, TestCase } from "../model.ts";
import { configFor, pyproject, targetsFor } from "./config.ts";
import { outputTail, relativePath, withoutCwd } from "./output.ts";
import { missingPackage } from "./packages.ts";
import { type PytestFailure, type PytestReport, partsOf, readPytestReport } from "./pytestReport.ts";
import {
  type CheckSpec,
  type Parse,
  type ParseContext,
  type PlanInput,
  PYTHON,
  type StepSpec,
  TEN_MINUTES,
  type ToolSpec,
} from "./rows.ts";
import { syntaxOracle } from "./ruff.ts";

export const PYTEST: ToolSpec = {
  name: "pytest",
  source: { kind: "lock" },
  reads: "all",
  config: {
    name: "pytest.ini",
    places: [
      { file: "pytest.ini" },
      { file: ".pytest.ini" },
      pyproject("tool", "pytest"),
      { file: "tox.ini", holds: /^\[pytest\]/m, sections: /^pytest$/ },
      { file: "setup.cfg", holds: /^\[tool:pytest\]/m, sections: /^tool:pytest$/ },
    ],
    optional: true,
    format: "iniconfig",
    notPaths: new Set(["filterwarnings", "markers", "required_plugins", "cache_dir"]),
    leadsOut: ({ path, value }) => {
      const name = path.at(-1) ?? "";
      if (/^log_.*(?:format|level)$/.test(name)) return false;
      // More arguments, in a file.
      return name === "addopts" ? /(?:^|\s)['"]*@/.test(value) || undefined : undefined;
    },
  },
};

export const test = {
  name: "test",
  title: "pytest",
  summary: "Run the tests with pytest, with the application's own dependencies",
  inRunAll: false,
  files: PYTHON,
  workspace: "copy",
  application: true,
  timeoutSeconds: TEN_MINUTES,
  steps: (input) => [pytest(input), ...syntaxOracle(input)],
  isUnreadable: ({ message }) => /\bSyntaxError\b/.test(message),
  replaysFailures: false,
} as const satisfies CheckSpec;

/**
 * Runs in the application's environment, if there is one. The launcher appends pytest's own site-packages, so an
 * application that has its own pytest or plugins keeps them.
 */
function pytest(input: PlanInput): StepSpec {
  const { step, args } = configFor(PYTEST, "-c", input);
  return {
    ...step,
    id: "pytest",
    tool: "pytest",
    role: "gate",
    argv: [
      input.application ? "{app-python}" : "python",
      "{scripts}/drydock_pytest.py",
      "{tool-site}",
      targetsFor(PYTHON, input)
        .filter((path) => path !== ".")
        .join(":"),
      ...["-q", "-p", "no:cacheprovider", "--color=no"],
      ...args,
      ...(input.named ? targetsFor(PYTHON, input) : []),
    ],
    parse: parsePytest,
    // Both come with findings: 2 is an interruption, as by collection errors, 4 a conftest.py that cannot be imported.
    exits: { clean: [0], findings: [1, 2, 4] },
  };
}

const NOT_INSTALLED = /^ModuleNotFoundError: No module named '([^']+)'/;
const NOTHING_COLLECTED =
  "pytest collected no tests. It takes functions test_* in files test_*.py or *_test.py: " +
  'add one, or leave "test" out of "checks" in drydock.json.';

/** Exit codes that are not a verdict unless there are failures. */
const STOPPED: Readonly<Record<number, string>> = {
  2: "was interrupted before all tests ran",
  3: "stopped with an error of its own or of a plugin, or because a test file ended Python",
  4: "does not accept its configuration or its command line",
};

/** The report of the pytest launcher. */
export const parsePytest: Parse = (output, context) => {
  if (output.end.kind !== "exit") return { findings: [], problems: [], notices: [] };
  const { code } = output.end;
  const detail = (): string => stableText(outputTail({ ...output, stdout: "" }, context), context);
  const report = readPytestReport(output.stdout);
  if (report === undefined) {
    const what = `pytest ended with exit code ${code} and left no report: it could not start, or a test ended Python.`;
    return { findings: [], problems: [`${what}\n${detail()}`], notices: [] };
  }
  return {
    findings: report.failures.map((failure) => findingOf(failure, context)),
    warnings: report.configWarnings.map((one) => `pytest warns about its configuration: ${stableText(one, context)}`),
    problems: doubts(report, code, detail),
    notices: leftOut(report),
    ...(report.tests.length === 0 ? {} : { tests: testsOf(report, context) }),
    // If collecting failed, none ran, and the findings say why.
    ...(report.files === 0 ? {} : { files: report.files }),
  };
};

/** What the tests did: one that was skipped says why, one that failed what its findings say. */
function testsOf({ tests, failures }: PytestReport, context: ParseContext): readonly TestCase[] {
  const said = new Map<string, string[]>();
  for (const failure of failures)
    said.set(failure.nodeid, [...(said.get(failure.nodeid) ?? []), findingMessage(failure, context)]);
  return tests.map(({ nodeid, seconds, outcome, message: reason = "" }) => {
    const { file, names } = partsOf(nodeid);
    const message = said.get(nodeid)?.join("\n") ?? stableText(reason, context);
    return {
      name: names.at(-1) ?? "",
      ...(names.length > 1 ? { class: names.slice(0, -1).join("::") } : {}),
      file: relativePath(file, context),
      seconds,
      outcome,
      ...(message === "" ? {} : { message }),
    };
  });
}

/** The launcher lists 20,000 tests at most. */
function leftOut({ ended, tests }: PytestReport): readonly string[] {
  if (ended <= tests.length) return [];
  return [`The reports list ${tests.length} of ${ended} tests: first those that did not pass.`];
}

function findingOf(failure: PytestFailure, context: ParseContext): Finding {
  const missing = missingPackage(NOT_INSTALLED.exec(failure.message)?.[1]);
  return {
    check: context.check,
    ...(missing === undefined ? {} : { missing }),
    rule: failure.when === "call" ? "test-failure" : "test-error",
    severity: "error",
    path: relativePath(failure.path, context),
    line: failure.line,
    column: failure.column,
    message: findingMessage(failure, context),
  };
}

function findingMessage(failure: PytestFailure, context: ParseContext): string {
  return `${subjectOf(failure, context)}: ${stableText(failure.message, context)}`;
}

function subjectOf({ nodeid, when }: PytestFailure, context: ParseContext): string {
  const { file, names } = partsOf(nodeid);
  if (when === "collect") return `Collecting ${relativePath(file, context)} failed`;
  const name = names.join("::");
  return when === "call" ? name : `${when === "setup" ? "Setup" : "Teardown"} of ${name} failed`;
}

/** Why the report is not a verdict, if it is not. */
function doubts({ exitCode, collected, ran, failures }: PytestReport, code: number, detail: () => string): string[] {
  if (exitCode !== code) {
    const what = `pytest's verdict was exit code ${exitCode}, but the process ended with ${code}`;
    return [`${what}: something that the tests left running ended Python.\n${detail()}`];
  }
  if (failures.length > 0) return [];
  if (code === 5 || (code === 0 && collected === 0)) return [NOTHING_COLLECTED];
  if (code === 0 && ran < collected) {
    const what = `Only ${ran} of ${collected} tests ran, although pytest reports success`;
    return [`${what}: look for pytest.exit() and for options such as --collect-only.\n${detail()}`];
  }
  const stopped = STOPPED[code];
  return stopped === undefined ? [] : [`pytest ${stopped} (exit code ${code}).\n${detail()}`];
}

const ADDRESS = / at 0x[0-9a-fA-F]+/g;
const SECONDS = / in \d+\.\d+s(?: \(\d+:\d\d:\d\d\))?/g;
// Only at the start of a word: trying again at each letter would take quadratic time on a long one.
const TEMPORARY = /(?<![^\s'"])[^\s'"]*\/pytest-of-[^/\s]+\/pytest-\d+/g;
// An absolute folder, up to the part that is the same on every machine; bounded, deeper than any folder is.
const FOLDER = /(?<=^|[\s'"(=])(?:\/[^\s/'":]{1,255}){1,64}\/(?=(?:site-packages|python3\.\d+)\/|pytest\.ini\b)/gm;

/** What pytest and the tests print, without what differs between machines and runs: folders, addresses, times. */
export function stableText(text: string, context: ParseContext): string {
  return withoutCwd(text, context)
    .replaceAll(context.cwd, context.prefix || ".")
    .replaceAll(TEMPORARY, "<tmp>")
    .replaceAll(FOLDER, "")
    .replaceAll(ADDRESS, "")
    .replaceAll(SECONDS, "");
}

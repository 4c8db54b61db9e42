import type { Parse, ParseContext } from "../model/check.ts";
import type { Finding } from "../model/finding.ts";
import { missingModules } from "./missingModules.ts";
import { ownWords } from "./ownWords.ts";
import { relativePath } from "./place.ts";
import { type PytestFailure, type PytestReport, readPytestReport } from "./pytestReport.ts";
import { pytestWords } from "./pytestWords.ts";

const NOT_INSTALLED = /^ModuleNotFoundError: No module named '([^']+)'/;
const NOTHING_COLLECTED =
  "pytest collected no tests. It takes functions test_* in files test_*.py or *_test.py: " +
  'add one, or leave "test" out of "checks" in drydock.json.';

/** Exit codes that, with no failure to show, are no verdict. */
const STOPPED: Readonly<Record<number, string>> = {
  2: "was interrupted before all tests ran",
  3: "stopped with an error of its own or of a plugin, or because a test file ended Python",
  4: "does not accept its configuration or its command line",
};

/** The report of the pytest launcher. */
export const parsePytest: Parse = (output, context) => {
  if (output.end.kind !== "exit") return { findings: [], problems: [], notices: [] };
  const { code } = output.end;
  const words = (): string => pytestWords(ownWords({ ...output, stdout: "" }, context), context);
  const report = readPytestReport(output.stdout);
  if (report === undefined) {
    const what = `pytest ended with exit code ${code} and left no report: it could not start, or a test ended Python.`;
    return { findings: [], problems: [`${what}\n${words()}`], notices: [] };
  }
  return {
    findings: report.failures.map((failure) => findingOf(failure, context)),
    problems: [
      ...report.configWarnings.map((one) => `pytest warns about its configuration: ${pytestWords(one, context)}`),
      ...doubts(report, code, words),
    ],
    notices: missingModules(
      "The tests miss",
      report.failures.map(({ message }) => message),
      NOT_INSTALLED,
    ),
    // None ran where collecting failed, which it tells itself.
    ...(report.files === 0 ? {} : { files: report.files }),
  };
};

function findingOf(failure: PytestFailure, context: ParseContext): Finding {
  return {
    check: context.check,
    rule: failure.when === "call" ? "test-failure" : "test-error",
    severity: "error",
    path: relativePath(failure.path, context),
    line: failure.line,
    column: failure.column,
    message: `${subjectOf(failure, context)}: ${pytestWords(failure.message, context)}`,
  };
}

function subjectOf({ nodeid, when }: PytestFailure, context: ParseContext): string {
  const [file = "", ...names] = nodeid.split("::");
  if (when === "collect") return `Collecting ${relativePath(file, context)} failed`;
  const name = names.join("::");
  return when === "call" ? name : `${when === "setup" ? "Setup" : "Teardown"} of ${name} failed`;
}

/** Why the report is no verdict, if so. */
function doubts({ exitCode, collected, ran, failures }: PytestReport, code: number, words: () => string): string[] {
  if (exitCode !== code) {
    const what = `pytest's verdict was exit code ${exitCode}, but the process ended with ${code}`;
    return [`${what}: something that the tests left behind ended Python.\n${words()}`];
  }
  if (failures.length > 0) return [];
  if (code === 5 || (code === 0 && collected === 0)) return [NOTHING_COLLECTED];
  if (code === 0 && ran < collected) {
    const what = `Only ${ran} of ${collected} tests ran, though pytest says that all is well`;
    return [`${what}: look for pytest.exit() and for options such as --collect-only.\n${words()}`];
  }
  const stopped = STOPPED[code];
  return stopped === undefined ? [] : [`pytest ${stopped} (exit code ${code}).\n${words()}`];
}

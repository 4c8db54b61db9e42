import type { TestCase } from "../model.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";

/** One failure; `path` is relative to the source folder, `line` and `column` are 1-based. */
export interface PytestFailure {
  readonly nodeid: string;
  readonly when: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface PytestTest {
  readonly nodeid: string;
  readonly outcome: TestCase["outcome"];
  readonly seconds: number;
  readonly message?: string;
}

/** What .pipeline/python/drydock_pytest.py prints once pytest has finished. */
export interface PytestReport {
  readonly exitCode: number;
  readonly collected: number;
  readonly ran: number;
  /** Test files whose tests ran. */
  readonly files: number;
  readonly configWarnings: readonly string[];
  readonly failures: readonly PytestFailure[];
  /** How many tests it knows the outcome of; it lists a bounded number. */
  readonly ended: number;
  readonly tests: readonly PytestTest[];
}

/** The launcher's report; undefined if the text is not a whole one. */
export function readPytestReport(stdout: string): PytestReport | undefined {
  const report = fieldsOf(jsonOf(stdout));
  if (report?.version !== 1 || !Array.isArray(report.configWarnings)) return undefined;
  const [failures, tests] = [listOf(report.failures, failureOf), listOf(report.tests, testOf)];
  if (failures === undefined || tests === undefined) return undefined;
  const { exitCode, collected, ran, files, ended } = report;
  if (![exitCode, collected, ran, files, ended].every((count) => typeof count === "number")) return undefined;
  const counts = { exitCode, collected, ran, files, ended } as Pick<
    PytestReport,
    "exitCode" | "collected" | "ran" | "files" | "ended"
  >;
  return { ...counts, configWarnings: report.configWarnings.map(String), failures, tests };
}

/** All of a list; undefined if it is none, or one of it is not what it should be. */
function listOf<One>(value: unknown, read: (fields: Fields) => One | undefined): readonly One[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const all = value.map((one) => read(fieldsOf(one) ?? {}));
  return all.every((one) => one !== undefined) ? all : undefined;
}

const OUTCOMES: readonly unknown[] = ["passed", "failed", "error", "skipped"] satisfies readonly TestCase["outcome"][];

function testOf({ seconds, ...fields }: Fields): PytestTest | undefined {
  const [nodeid, message] = [textOf(fields.nodeid), textOf(fields.message)];
  if (nodeid === undefined || typeof seconds !== "number" || !OUTCOMES.includes(fields.outcome)) return undefined;
  const outcome = fields.outcome as TestCase["outcome"];
  return { nodeid, outcome, seconds, ...(message === undefined ? {} : { message }) };
}

function failureOf({ line, column, ...fields }: Fields): PytestFailure | undefined {
  const [nodeid, when, path] = [textOf(fields.nodeid), textOf(fields.when), textOf(fields.path)];
  if (nodeid === undefined || when === undefined || path === undefined || typeof line !== "number") return undefined;
  return {
    nodeid,
    when,
    path,
    line,
    column: typeof column === "number" ? column : 1,
    message: textOf(fields.message) ?? "failed",
  };
}

/** `tests/test_a.py::TestA::test_rows[a::b]`: the file, the classes and the test's own name with its parameters. */
export function partsOf(nodeid: string): { readonly file: string; readonly names: readonly string[] } {
  const [, file = nodeid, path = "", parameters = ""] = /^(.*?)::([^[]*)(.*)$/s.exec(nodeid) ?? [];
  if (path === "") return { file, names: [] };
  const names = path.split("::");
  return { file, names: [...names.slice(0, -1), `${names.at(-1)}${parameters}`] };
}

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

/** What .pipeline/python/drydock_pytest.py prints when pytest came to an end. */
export interface PytestReport {
  readonly exitCode: number;
  readonly collected: number;
  readonly ran: number;
  /** Test files whose tests ran. */
  readonly files: number;
  readonly configWarnings: readonly string[];
  readonly failures: readonly PytestFailure[];
}

/** The launcher's report; undefined when the text is none, or half of one. */
export function readPytestReport(stdout: string): PytestReport | undefined {
  const report = fieldsOf(jsonOf(stdout));
  if (report?.version !== 1 || !Array.isArray(report.configWarnings) || !Array.isArray(report.failures))
    return undefined;
  const { exitCode, collected, ran, files } = report;
  if (typeof exitCode !== "number" || typeof collected !== "number" || typeof ran !== "number") return undefined;
  if (typeof files !== "number") return undefined;
  const failures = report.failures.map((value) => failureOf(fieldsOf(value) ?? {}));
  if (!failures.every((failure) => failure !== undefined)) return undefined;
  return { exitCode, collected, ran, files, configWarnings: report.configWarnings.map(String), failures };
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

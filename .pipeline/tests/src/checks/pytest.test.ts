import { describe, expect, it } from "vitest";
import { parsePytest } from "../../../src/checks/pytest.ts";
import type { Reading } from "../../../src/checks/rows.ts";
import type { Output } from "../../../src/model.ts";
import { CONTEXT, recordedOutput } from "../../support/recordedReading.ts";

const read = (name: string, change: Partial<Output> = {}): Reading =>
  parsePytest({ ...recordedOutput("pytest", name), ...change }, { ...CONTEXT, check: "test" });

/** `path:line:column rule message` of each finding. */
const lines = ({ findings }: Reading): string[] =>
  findings.map(({ path, line, column, rule, message }) => `${path}:${line}:${column} ${rule} ${message}`);

describe("parsePytest", () => {
  it("says nothing on tests that pass but how many files they were in", () => {
    expect(read("clean")).toMatchObject({ findings: [], warnings: [], problems: [], notices: [], files: 2 });
  });

  it("has each test with its outcome, why it was skipped, or what its findings say", () => {
    const file = "src/tests/test_greeting.py";
    const seconds = 0.001;
    const teardown =
      "Teardown of test_teardown failed: OSError: cannot move src/data.txt to <tmp>/test_teardown0/data.txt";
    expect(read("failures").tests).toEqual(
      expect.arrayContaining([
        { name: "test_rows[Ada]", file, seconds, outcome: "passed" },
        { name: "test_skipped", file, seconds, outcome: "skipped", message: "not now" },
        { name: "test_expected_to_fail", file, seconds, outcome: "skipped", message: "Expected to fail" },
        { name: "test_teardown", file, seconds, outcome: "error", message: teardown },
        {
          name: "test_equal",
          class: "TestOld",
          file,
          seconds,
          outcome: "failed",
          message: "TestOld::test_equal: AssertionError: 1 != 2",
        },
      ]),
    );
    expect(read("failures").tests).toHaveLength(14);
    expect(read("collect-only").tests).toBeUndefined();
  });

  it("keeps parameters in one piece", () => {
    const stdout = recordedOutput("pytest", "clean").stdout.replace(
      "test_two.py::test_passes",
      "a.py::A::B::t[x::y[1]",
    );
    expect(read("clean", { stdout }).tests?.[0]).toMatchObject({ name: "t[x::y[1]", class: "A::B", file: "src/a.py" });
  });

  it("says how many tests are left out of a report", () => {
    const stdout = recordedOutput("pytest", "clean").stdout.replace('"ended": 2', '"ended": 30000');
    expect(read("clean", { stdout }).notices).toEqual([
      "The reports list 2 of 30000 tests: first those that did not pass.",
    ]);
  });

  it("makes a finding of each failure, at the innermost place in the source", () => {
    expect(lines(read("failures"))).toEqual([
      "src/tests/test_greeting.py:21:1 test-failure test_assertion: AssertionError: assert 'Hello Ada' == 'Bonjour Ada'",
      "src/greeting.py:3:1 test-failure test_error_in_the_application: ValueError: no name given",
      "src/tests/test_greeting.py:11:1 test-error Setup of test_setup failed: RuntimeError: the database is down",
      "src/tests/test_greeting.py:17:1 test-error Teardown of test_teardown failed: OSError: cannot move src/data.txt to <tmp>/test_teardown0/data.txt",
      "src/tests/test_greeting.py:36:1 test-error Setup of test_unknown_fixture failed: fixture 'nowhere' not found",
      "src/tests/test_greeting.py:42:1 test-failure test_rows[<b>]: AssertionError: assert 'Hello <b>' == 'Hello Ada'",
      "src/tests/test_greeting.py:45:1 test-failure test_passes_unexpectedly: [XPASS(strict)] should fail",
      "src/tests/test_greeting.py:61:1 test-failure test_exit: SystemExit: 0",
      "src/tests/test_greeting.py:65:1 test-failure test_object_address: AssertionError: assert <object object> is None",
      "src/tests/test_greeting.py:74:1 test-failure TestOld::test_equal: AssertionError: 1 != 2",
    ]);
  });

  it("gives findings the check's name and the weight of an error", () => {
    expect(read("odd-names").findings).toEqual([
      {
        check: "test",
        rule: "test-failure",
        severity: "error",
        path: "src/-a <b> 'c'/test_one two.py",
        line: 2,
        column: 1,
        message: "test_é: AssertionError: assert False",
      },
    ]);
  });

  it.each([
    ["syntax-error", "src/test_one.py:1:14 test-error Collecting src/test_one.py failed: SyntaxError: invalid syntax"],
    [
      "syntax-error-imported",
      "src/app.py:1:5 test-error Collecting src/test_one.py failed: SyntaxError: '(' was never closed",
    ],
    [
      "non-utf8",
      "src/test_one.py:2:12 test-error Collecting src/test_one.py failed: SyntaxError: (unicode error) 'utf-8' codec can't decode byte 0xff",
    ],
    [
      "nul-bytes",
      "src/test_one.py:1:1 test-error Collecting src/test_one.py failed: SyntaxError: source code string cannot contain null bytes",
    ],
    [
      "same-module",
      "src/b/test_one.py:1:1 test-error Collecting src/b/test_one.py failed: import file mismatch: imported module 'test_one' has this __file__ attribute: src/a/test_one.py",
    ],
  ])("takes a file that cannot be collected for a finding: %s", (name, line) => {
    const reading = read(name);
    expect(lines(reading)).toEqual([expect.stringContaining(line)]);
    expect({ ...reading, findings: [] }).toEqual({ findings: [], warnings: [], problems: [], notices: [] });
  });

  it.each(["missing-module", "missing-module-conftest"])("tells which package is missing: %s", (name) => {
    const { findings, problems } = read(name);
    expect(findings).toMatchObject([
      { missing: "flask", rule: "test-error", line: 1, message: expect.stringContaining("'flask'") },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ["empty", /^pytest collected no tests.*"checks" in drydock\.json\.$/],
    ["ends-python", /^pytest ended with exit code 0 and left no report.*\nIt printed nothing\.$/],
    ["ends-python-late", /^pytest's verdict was exit code 1, but the process ended with 0:.*\n/],
    ["exit-on-import", /^pytest stopped with .* \(exit code 3\)\.\n[\s\S]*test_one\.py[\s\S]*SystemExit: 0/],
    ["pytest-exit", /^Only 0 of 1 tests ran.*pytest\.exit\(\)[\s\S]*Exit: enough/],
    ["collect-only", /^Only 0 of 1 tests ran.*--collect-only/],
    ["interrupted", /^pytest was interrupted.*\(exit code 2\)\.\n[\s\S]*src\/test_one\.py:2: KeyboardInterrupt/],
    ["internal-error", /^pytest stopped with .* \(exit code 3\)\.\n[\s\S]*KeyError: 1/],
    ["config-malformed", /^pytest does not accept its configuration.*\n[\s\S]*src\/pytest\.ini:1: unexpected line/],
    ["config-bad-argument", /^pytest does not accept its configuration.*\n[\s\S]*unrecognized arguments: --nonsense/],
    ["no-pytest", /exit code 4 and left no report.*\n.*No module named 'pytest'/],
  ])("never takes it for clean: %s", (name, problem) => {
    expect(read(name).problems).toEqual([expect.stringMatching(problem)]);
  });

  it("only warns where pytest does, about its configuration", () => {
    expect(read("config-unknown-option")).toMatchObject({
      problems: [],
      warnings: ["pytest warns about its configuration: Unknown config option: nonsense"],
    });
  });

  it.each(["", "{", "[]", '{"version": 2}', '{"version": 1, "exitCode": 0, "failures": []}'])(
    "does not believe half a report: %s",
    (stdout) => {
      expect(read("clean", { stdout }).problems).toEqual([expect.stringContaining("left no report")]);
    },
  );

  it.each(['"seconds"', '"outcome"', '"tests"'])("does not believe a report whose tests have no %s", (name) => {
    const stdout = recordedOutput("pytest", "clean").stdout.replaceAll(name, '"other"');
    expect(read("clean", { stdout }).problems).toEqual([expect.stringContaining("left no report")]);
  });

  it("does not believe a report with a failure that has no place", () => {
    const stdout = recordedOutput("pytest", "failures").stdout.replaceAll('"line"', '"row"');
    expect(read("failures", { stdout })).toMatchObject({ findings: [], problems: [expect.any(String)] });
  });

  it("leaves a process that did not exit to the judge", () => {
    expect(read("clean", { end: { kind: "timeout", seconds: 1 }, stdout: "" }).problems).toEqual([]);
  });

  it("keeps the machine's folders and the time it took out of its words", () => {
    const stderr = "/app/config/pytest.ini:1: bad\n/usr/lib/python3.13/os.py\nsrc/a/pytest.ini at /app/src in 0.31s";
    const [problem] = read("ends-python", { stderr }).problems;
    expect(problem?.split("\n").slice(1)).toEqual(["pytest.ini:1: bad", "python3.13/os.py", "src/a/pytest.ini at src"]);
  });
});

import { expect, test } from "vitest";
import type { CheckResult, Finding, TestCase } from "../../../src/model.ts";
import { allFindings } from "../../../src/report/findings.ts";
import { junitCases } from "../../../src/report/junitCases.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const passed: TestCase = { name: "test_a", file: "tests/test_one.py", seconds: 0.25, outcome: "passed" };
const failed: TestCase = { ...passed, name: "test_b", outcome: "failed", message: "test_b: AssertionError: 1 == 2" };
const failure = (over: Partial<Finding> = {}) => {
  const message = failed.message ?? "";
  return sampleFinding({ check: "test", rule: "test-failure", severity: "error", path: "src/a.py", message, ...over });
};
const cases = (over: Partial<CheckResult>) => {
  const result = sampleResult({ check: "test", title: "pytest", verdict: "failed", ...over });
  return junitCases(result, allFindings([result]));
};
const outcomes = (over: Partial<CheckResult>) => cases(over).map(({ name, outcome }) => `${name} ${outcome}`);

test("the tests of pytest are there as it names them, with their times, and nothing else where they say it all", () => {
  const skipped: TestCase = { ...passed, class: "TestA::TestB", outcome: "skipped", message: "not now", seconds: 0 };
  expect(cases({ verdict: "passed", tests: [passed, skipped] })).toMatchObject([
    { classname: "tests.test_one", name: "test_a", outcome: "passed", durationMs: 250 },
    { classname: "tests.test_one.TestA.TestB", outcome: "skipped", message: "not now" },
  ]);
});

test("a test that failed has what its finding says, once", () => {
  expect(cases({ tests: [passed, failed], findings: [failure()] })).toMatchObject([
    { outcome: "passed" },
    {
      name: "test_b",
      outcome: "failure",
      type: "test-failure",
      message: "test_b: AssertionError: 1 == 2",
      text: "src/a.py:1:8 error test-failure (test)\ntest_b: AssertionError: 1 == 2",
    },
  ]);
});

test("a test with two findings, as one that failed and was not torn down, has both", () => {
  const teardown = failure({ rule: "test-error", message: "Teardown of test_b failed: OSError" });
  const message = `${failed.message}\n${teardown.message}`;
  const [one, ...more] = cases({ tests: [{ ...failed, outcome: "error", message }], findings: [failure(), teardown] });
  expect([one?.outcome, one?.text.split("\n").length, more]).toEqual(["error", 4, []]);
});

test("what failed before too is skipped, and what is new fails", () => {
  const other: TestCase = { ...failed, name: "test_c", message: "test_c: KeyError" };
  const findings = [failure({ state: "existing" }), failure({ message: "test_c: KeyError", state: "new" })];
  expect(outcomes({ tests: [failed, other], findings })).toEqual(["test_b skipped", "test_c failure"]);
  const [before] = cases({ tests: [failed], findings: findings.slice(0, 1), verdict: "passed" });
  expect(before?.message).toBe("Failed before too: test_b: AssertionError: 1 == 2");
  const [never] = cases({ tests: [failed], findings: [failure()], gate: "never", verdict: "passed" });
  expect(never?.message).toBe("Failed, which does not fail the check: test_b: AssertionError: 1 == 2");
});

test("of two tests that fail in the same words, each has the finding in its own file", () => {
  const tests = ["b.py", "a.py"].map((file) => ({ ...failed, file }));
  const findings = [failure({ path: "a.py", state: "existing" }), failure({ path: "b.py", state: "new" })];
  expect(cases({ tests, findings }).map(({ classname, outcome }) => `${classname} ${outcome}`)).toEqual([
    "b failure",
    "a skipped",
  ]);
});

test("a file that could not be collected is a test beside the others, and a broken check says so", () => {
  const collecting = failure({ rule: "test-error", message: "Collecting tests/test_two.py failed: SyntaxError" });
  const name = "src/a.py: test-error (test): Collecting tests/test_two.py failed: SyntaxError failure";
  expect(outcomes({ tests: [passed], findings: [collecting] })).toEqual(["test_a passed", name]);
  const broken = { verdict: "broken", reason: "Only 1 of 9 tests ran", tests: [passed, failed] } as const;
  expect(outcomes(broken)).toEqual(["pytest error", "test_a passed", "test_b failure"]);
});

test("20,000 tests that fail in the same words take no time", () => {
  const tests = Array.from({ length: 20_000 }, (_, at) => ({ ...failed, file: `test_${at}.py` }));
  const findings = tests.map(({ file }) => failure({ path: `src/${file}` }));
  expect(cases({ tests, findings })).toHaveLength(20_000);
});

import { expect, test } from "vitest";
import { checkMessage, reasonOf } from "../../../src/report/checkMessage.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

const result = (over: Partial<Parameters<typeof sampleResult>[0]>) =>
  sampleResult({ check: "lint", title: "Pylint", verdict: "failed", ...over });

test.each([
  [{ verdict: "broken", reason: "a\nb" }, "Pylint is broken: a\nb"],
  [{ verdict: "broken", reason: " \n" }, "Pylint is broken: No reason was given."],
  [{ verdict: "skipped", reason: "no file" }, "Pylint is skipped: no file"],
  [{ verdict: "failed" }, "Pylint failed: By the tool's own verdict."],
  [{ verdict: "failed", findings: [sampleFinding({ severity: "info" })] }, "Pylint failed: By the tool's own verdict."],
  [{ verdict: "broken", title: "\x1b[2J", reason: "\u202e" }, "\\x1b[2J is broken: \\u202e"],
] as const)("of %j it says %j", (over, message) => {
  expect(checkMessage(result(over))).toBe(message);
});

test("nothing is said where the findings say it, or where the check passed", () => {
  expect(checkMessage(result({ findings: [sampleFinding()], reason: "a" }))).toBeUndefined();
  expect(checkMessage(result({ verdict: "passed", findings: [sampleFinding()] }))).toBeUndefined();
});

test("the reason alone has no name before it", () => {
  expect(reasonOf(result({ reason: "\n8.21 < 9.50\n" }))).toBe("8.21 < 9.50");
});

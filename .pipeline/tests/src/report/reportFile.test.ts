import { expect, test } from "vitest";
import { parseReport } from "../../../src/report/reportFile.ts";
import { renderJson } from "../../../src/report/reports.ts";
import { RICH_RUN } from "../../support/sampleRun.ts";

test("what the format json writes can be compared with", () => {
  const { results } = parseReport(renderJson(RICH_RUN), "old.json");
  expect(results.map(({ check, findings }) => [check, findings.length])).toEqual(
    RICH_RUN.results.map(({ check, findings }) => [check, findings.length]),
  );
});

const finding = { check: "ruff", rule: "F401", severity: "error", path: "a.py", line: 1, column: 1, message: "m" };
const reportWith = (over: object) =>
  JSON.stringify({ version: 1, results: [{ check: "ruff", verdict: "failed", findings: [{ ...finding, ...over }] }] });

test.each([
  ["", "it is not valid JSON"],
  ["[]", "it is not a report of Drydock in the format json"],
  ['{"version": 1}', "it is not a report of Drydock"],
  ['{"version": 2, "results": []}', "it has version 2, and this Drydock reads version 1"],
  [
    '{"version": 1, "results": [{"check": "ruff", "verdict": "good", "findings": []}]}',
    "its result number 1 is not valid",
  ],
  [reportWith({ line: 0 }), "its result number 1 is not valid"],
  [reportWith({ path: 1 }), "its result number 1 is not valid"],
  [reportWith({ severity: "fatal" }), "its result number 1 is not valid"],
])("%j is refused", (text, message) => {
  const refused = { kind: "misuse", message: expect.stringContaining(`old.json cannot be compared with: ${message}`) };
  expect(() => parseReport(text, "old.json")).toThrow(expect.objectContaining(refused));
});

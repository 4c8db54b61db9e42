import { expect, test } from "vitest";
import { statedSeverity } from "../../../src/report/statedSeverity.ts";
import { sampleFinding, sampleResult } from "../../support/sampleRun.ts";

test.each([
  ["failed", "error", "error"],
  ["broken", "error", "error"],
  ["passed", "error", "warning"],
  ["skipped", "error", "warning"],
  ["passed", "warning", "warning"],
  ["passed", "info", "info"],
] as const)("in a check that is %s, %s is stated as %s", (verdict, severity, stated) => {
  expect(statedSeverity(sampleResult({ check: "ruff", verdict }), sampleFinding({ severity }))).toBe(stated);
});

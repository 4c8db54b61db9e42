import { describe, expect, it } from "vitest";
import type { CheckResult, Finding } from "../../../src/model.ts";
import { countsOf } from "../../../src/report/counts.ts";

const finding = (more: Partial<Finding> = {}): Finding => ({
  check: "ruff",
  rule: "F401",
  severity: "error",
  path: "src/a.py",
  line: 1,
  column: 1,
  message: "`os` imported but unused",
  ...more,
});

const result = (more: Partial<CheckResult>): CheckResult => ({
  check: "ruff",
  title: "Ruff",
  verdict: "failed",
  findings: [],
  notices: [],
  durationMs: 1,
  cached: false,
  ...more,
});

describe("counts", () => {
  it("tells what fails a check from notes, and both from what is existing", () => {
    const findings = [
      finding({ state: "new" }),
      finding({ state: "new", severity: "info" }),
      finding({ state: "new", opinion: true }),
      finding({ state: "existing" }),
    ];
    expect(countsOf([result({ findings, fixed: [finding(), finding()] })])).toEqual({
      failing: 1,
      notes: 2,
      existing: 1,
      fixed: 2,
      fixable: 0,
    });
  });

  it("counts no finding of a passed check as failing", () => {
    expect(countsOf([result({ verdict: "passed", findings: [finding()] })])).toMatchObject({ failing: 0, notes: 1 });
  });

  it("counts what a fix verb mends, whether it fails a check or not", () => {
    const mended = { safe: true, edits: [] };
    const findings = [
      finding({ fix: mended }),
      finding({ fix: mended, severity: "info" }),
      finding({ fix: { safe: false, edits: [] } }),
    ];
    expect(countsOf([result({ findings })]).fixable).toBe(2);
  });
});

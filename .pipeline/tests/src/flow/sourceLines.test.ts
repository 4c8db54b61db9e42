import { describe, expect, it } from "vitest";
import { linesFrom, linesOf, wantedLines } from "../../../src/flow/sourceLines.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const wanted = (...findings: readonly Partial<ReturnType<typeof sampleFinding>>[]) =>
  wantedLines(sampleRun([sampleResult({ check: "a", verdict: "failed", findings: findings.map(sampleFinding) })]));

describe("the lines that reports show", () => {
  it("are that of each finding with two before and after", () => {
    expect([...wanted({ line: 9 })]).toEqual([["src/main.py", [7, 8, 9, 10, 11]]]);
    expect([...wanted({ line: 1 }, { line: 4 }, { path: "b", line: 2 })]).toEqual([
      ["src/main.py", [1, 2, 3, 4, 5, 6]],
      ["b", [1, 2, 3, 4]],
    ]);
  });

  it("reach to a finding's end, but not through half a file", () => {
    expect(wanted({ line: 3, endLine: 5 }).get("src/main.py")).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(wanted({ line: 3, endLine: 900 }).get("src/main.py")?.at(-1)).toBe(13);
    expect(wanted({ line: 3, endLine: 1 }).get("src/main.py")).toEqual([1, 2, 3, 4, 5]);
  });

  it("hold what a fix changes, however far that is", () => {
    const edit = { line: 2, column: 1, endLine: 3, endColumn: 1, text: "" };
    const fixed = wanted({ line: 30, fix: { safe: true, edits: [edit] } });
    expect(fixed.get("src/main.py")).toEqual([2, 3, 28, 29, 30, 31, 32]);
  });

  it("end with CR LF, LF or CR, as Python's do; the end of the last one begins no other", () => {
    expect([...linesOf("a\r\nb\rc\nd\u2028e\n", [1, 2, 3, 4, 5])]).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
      [4, "d\u2028e"],
    ]);
    expect([...linesOf("", [1])]).toEqual([]);
  });

  it("are cut where they are very long, and between characters", () => {
    const [cut, whole] = ["😀".repeat(401), "😀".repeat(400)];
    expect(linesFrom([[1, cut]]).get(1)).toBe(`${whole}…`);
    expect(linesFrom([[1, whole]]).get(1)).toBe(whole);
    expect(linesFrom([[1, "x".repeat(1_000_000)]]).get(1)).toBe(`${"x".repeat(400)}…`);
  });
});

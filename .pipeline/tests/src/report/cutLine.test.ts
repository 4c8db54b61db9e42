import { expect, test } from "vitest";
import { isCutLine } from "../../../src/report/cutLine.ts";
import { linesFrom } from "../../../src/sourceLines.ts";

test.each([
  ["short", false],
  ["short…", false],
  ["x".repeat(400), false],
  [`${"x".repeat(399)}…`, false],
  ["x".repeat(401), true],
  ["😀".repeat(400), false],
  ["😀".repeat(401), true],
  ["x".repeat(1_000_000), true],
])("a line that was cut is known by its mark and its length (%#)", (line, cut) => {
  expect(isCutLine(linesFrom([[1, line]]).get(1) ?? "")).toBe(cut);
});

import { expect, test } from "vitest";
import { linesFrom } from "../../../src/flow/sourceLines.ts";
import type { Finding } from "../../../src/model.ts";
import { columnsOf, endOf, isCutLine } from "../../../src/report/position.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const LINE = 'X = ("éééééééé", undefined_a)';

/** The columns of a finding on these lines, `-` where it has none. */
const columns = (over: Partial<Finding>, unit: "characters" | "bytes", ...texts: readonly string[]) => {
  const known = linesFrom(texts.map((text, at) => [at + 1, text] as const));
  const end = over.endColumn === undefined ? {} : { endLine: 1 };
  const marks = columnsOf(sampleFinding({ ...end, ...over }), new Map([["src/main.py", known]]), unit);
  return [marks.column ?? "-", marks.endColumn ?? "-"];
};
const inBytes = (over: Partial<Finding>, ...texts: readonly string[]) => columns(over, "bytes", ...texts);

const UNKNOWN = { columnUnit: "unknown" } as const;

// As Ruff and mypy report them for `undefined_a`.
test.each([
  [{}, [18, 29], [18, 29], [26, 37]],
  [UNKNOWN, [12, 23], ["-", "-"], ["-", "-"]],
] as const)(
  "columns with %j on a line that is not ASCII are converted",
  (counted, [column, endColumn], characters, bytes) => {
    expect(columns({ ...counted, column, endColumn }, "characters", LINE)).toEqual(characters);
    expect(columns({ ...counted, column, endColumn }, "bytes", LINE)).toEqual(bytes);
  },
);

test.each([{}, UNKNOWN])("columns with %j stay as they are on ASCII, and where the line is unknown", (counted) => {
  for (const unit of ["characters", "bytes"] as const) {
    const over = { ...counted, column: 12, endColumn: 900 };
    expect(columns(over, unit, 'X = ("eeeeeeee", undefined_a)')).toEqual([12, 900]);
    expect(columns(over, unit)).toEqual([12, 900]);
  }
});

test("each end is converted by its own line", () => {
  const over = { column: 3, endLine: 2, endColumn: 3 };
  expect(inBytes(over, "ab(", "é)")).toEqual([3, 4]);
  expect(inBytes(over, "é(", "ab)")).toEqual([4, 3]);
  expect(inBytes({ ...over, ...UNKNOWN }, "ab(", "é)")).toEqual(["-", "-"]);
});

test.each([
  ["after the end of the line", 31, LINE],
  ["in the part of a line that was cut off", 900, "é".repeat(1000)],
  ["on a line that could not be read as UTF-8", 14, 'X = ("\ufffd", undefined_a)'],
])("no byte is known of a column %s", (_, column, text) => {
  expect(inBytes({ column, endColumn: column }, text)).toEqual(["-", "-"]);
});

test("the end of a line is a column, also of one with characters of four bytes", () => {
  expect(inBytes({ column: 30, endColumn: 30 }, LINE)).toEqual([38, 38]);
  expect(inBytes({ column: 2, endColumn: 5 }, "a🐳€b")).toEqual([2, 10]);
});

test("neither a byte order mark nor the mark of a cut line makes a line other than ASCII", () => {
  expect(inBytes({ column: 8, endColumn: 10 }, "\ufeffimport os")).toEqual([8, 10]);
  expect(inBytes({ ...UNKNOWN, column: 8, endColumn: 10 }, "x".repeat(500))).toEqual([8, 10]);
});

test("an end before the start is left out", () => {
  expect(inBytes({ column: 8, endColumn: 7 }, "import os")).toEqual([8, "-"]);
});

// The finding begins in line 5, column 8.
test.each([
  [{}, undefined],
  [
    { endLine: 5, endColumn: 8 },
    { endLine: 5, endColumn: 8 },
  ],
  [{ endLine: 5, endColumn: 7 }, undefined],
  [
    { endLine: 6, endColumn: 1 },
    { endLine: 6, endColumn: 1 },
  ],
  [{ endLine: 4, endColumn: 9 }, undefined],
  [{ endLine: 5 }, { endLine: 5 }],
  [{ endColumn: 9 }, { endLine: 5, endColumn: 9 }],
])("with %j a finding ends at %j", (over, end) => {
  expect(endOf(sampleFinding({ line: 5, column: 8, ...over }))).toEqual(end);
});

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

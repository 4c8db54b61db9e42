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
const inCharacters = (over: Partial<Finding>, ...texts: readonly string[]) => columns(over, "characters", ...texts);

const BYTES = { columnUnit: "bytes" } as const;
const UNKNOWN = { columnUnit: "unknown" } as const;

// As Pylint, Ruff and mypy say them of `undefined_a`.
test.each([
  [BYTES, [26, 37], [18, 29], [26, 37]],
  [{}, [18, 29], [18, 29], [26, 37]],
  [UNKNOWN, [12, 23], ["-", "-"], ["-", "-"]],
] as const)(
  "columns with %j on a line that is not ASCII are converted",
  (counted, [column, endColumn], characters, bytes) => {
    expect(columns({ ...counted, column, endColumn }, "characters", LINE)).toEqual(characters);
    expect(columns({ ...counted, column, endColumn }, "bytes", LINE)).toEqual(bytes);
  },
);

test.each([BYTES, {}, UNKNOWN])(
  "columns with %j stay as they are on ASCII, and where the line is unknown",
  (counted) => {
    for (const unit of ["characters", "bytes"] as const) {
      expect(columns({ ...counted, column: 12, endColumn: 900 }, unit, 'X = ("eeeeeeee", undefined_a)')).toEqual([
        12, 900,
      ]);
      expect(columns({ ...counted, column: 12, endColumn: 900 }, unit)).toEqual([12, 900]);
    }
  },
);

test("each end is converted by its own line", () => {
  const over = { ...BYTES, column: 3, endLine: 2, endColumn: 4 };
  expect(inCharacters(over, "ab(", "é)")).toEqual([3, 3]);
  expect(inCharacters(over, "é(", "ab)")).toEqual([2, 4]);
  expect(inCharacters({ ...over, ...UNKNOWN }, "ab(", "é)")).toEqual(["-", "-"]);
});

test.each([
  ["between the bytes of a character", 8, LINE],
  ["behind the end of the line", 39, LINE],
  ["in the part of a line that was cut off", 900, "é".repeat(1000)],
  ["after what could not be read as UTF-8", 14, 'X = ("\ufffd", undefined_a)'],
])("there are none where a byte is %s", (_, column, text) => {
  expect(inCharacters({ ...BYTES, column, endColumn: column }, text)).toEqual(["-", "-"]);
});

test("the end of a line is a column, also of one with characters of four bytes", () => {
  expect(inCharacters({ ...BYTES, column: 2, endColumn: 10 }, "a🐳€b")).toEqual([2, 5]);
  expect(columns({ column: 2, endColumn: 5 }, "bytes", "a🐳€b")).toEqual([2, 10]);
});

test("neither a byte order mark nor the mark of a cut line makes a line other than ASCII", () => {
  expect(inCharacters({ ...BYTES, column: 8, endColumn: 10 }, "\ufeffimport os")).toEqual([8, 10]);
  expect(inCharacters({ ...UNKNOWN, column: 8, endColumn: 10 }, "x".repeat(500))).toEqual([8, 10]);
});

test("an end before the start is left out", () => {
  expect(inCharacters({ ...BYTES, column: 8, endColumn: 7 }, "import os")).toEqual([8, "-"]);
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

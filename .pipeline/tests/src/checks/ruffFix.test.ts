import { expect, test } from "vitest";
import { parseRuff } from "../../../src/checks/ruff.ts";
import { fixOf } from "../../../src/checks/ruffFix.ts";
import { CONTEXT, recordedOutput } from "../../support/recordedReading.ts";

function edit(row: number, content: unknown = "", endRow = row + 1) {
  return { content, location: { row, column: 1 }, end_location: { row: endRow, column: 1 } };
}

function fix(edits: unknown, applicability = "safe") {
  return { fix: { applicability, edits, message: "Do it" } };
}

test("only what Ruff calls safe is what its fix verb does", () => {
  const { findings } = parseRuff(recordedOutput("ruff", "findings"), CONTEXT);
  expect(findings.map(({ rule, fix: mend }) => [rule, mend?.safe])).toEqual([
    ["F401", true],
    ["F841", false],
    ["F821", undefined],
  ]);
  expect(fixOf(fix([], "display"))).toEqual({ safe: false, edits: [] });
});

test("edits are sorted by place", () => {
  expect(fixOf(fix([edit(9, "b"), edit(2, "a")]))?.edits.map(({ line, text }) => `${line} ${text}`)).toEqual([
    "2 a",
    "9 b",
  ]);
});

test.each([
  ["of many lines", [edit(1, "x\n".repeat(21))]],
  ["that takes many lines away", [edit(1, "", 40)]],
  ["of a long line", [edit(1, "x".repeat(3000))]],
  ["that overlaps another", [edit(1, "", 4), edit(2)]],
  ["without an end", [{ content: "", location: { row: 1, column: 1 } }]],
  ["whose text is no text", [edit(1, 7)]],
  ["that is no list", "all of it"],
])("an edit %s is left out, but it is still known that Ruff can mend it", (_, edits) => {
  expect(fixOf(fix(edits))).toEqual({ safe: true, edits: [] });
});

test("edits in a notebook are left out, since their lines count from the top of a cell", () => {
  expect(parseRuff(recordedOutput("ruff", "notebook"), CONTEXT).findings.map((one) => one.fix)).toEqual([
    undefined,
    { safe: true, edits: [] },
  ]);
});

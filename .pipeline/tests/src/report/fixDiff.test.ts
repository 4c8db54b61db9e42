import { expect, test } from "vitest";
import { fixDiff } from "../../../src/report/fixDiff.ts";

const SOURCE = ["import os", "import sys, json", "", "x = f'a'", "y = 2"];
const known = new Map(SOURCE.map((line, at) => [at + 1, line]));
const edit = (line: number, column: number, endLine: number, endColumn: number, text: string) => {
  return { line, column, endLine, endColumn, text };
};

function diffOf(edits: readonly ReturnType<typeof edit>[], lines: ReadonlyMap<number, string> = known) {
  const diff = fixDiff({ fix: { safe: true, edits } }, lines);
  return diff.map(({ sign, number, text }) => `${number ?? ""}${sign}${text}`);
}

test("a line that goes, one that changes, and one that comes", () => {
  expect(diffOf([edit(1, 1, 2, 1, "")])).toEqual(["1-import os"]);
  expect(diffOf([edit(4, 5, 4, 6, "")])).toEqual(["4-x = f'a'", "+x = 'a'"]);
  expect(diffOf([edit(3, 1, 3, 1, "import re\n")])).toEqual(["+import re"]);
});

test("several edits of one line are one change, and those apart are several", () => {
  expect(diffOf([edit(2, 8, 2, 11, "re"), edit(2, 13, 2, 17, "ast")])).toEqual([
    "2-import sys, json",
    "+import re, ast",
  ]);
  expect(diffOf([edit(1, 1, 2, 1, ""), edit(5, 5, 5, 6, "3")])).toEqual(["1-import os", "5-y = 2", "+y = 3"]);
});

test("lines that stay are not changed lines, and few of them are shown", () => {
  const text = "import json\nimport os\nimport sys\n\nx = f'a'\n";
  expect(diffOf([edit(1, 1, 5, 1, text)])).toEqual([
    "+import json",
    "1 import os",
    "2-import sys, json",
    "+import sys",
  ]);
});

test("the last line of a file may be taken away", () => {
  expect(diffOf([edit(5, 1, 6, 1, "")])).toEqual(["5-y = 2"]);
});

test("columns count characters, and no byte order mark", () => {
  expect(diffOf([edit(1, 6, 1, 7, "b")], new Map([[1, "\ufeff'🎉' a"]]))).toEqual(["1-'🎉' a", "+'🎉' ab"]);
});

test.each([
  ["is not known", new Map([[1, "import os"]])],
  ["was cut", new Map([[4, `${"x".repeat(400)}…`]])],
])("there is no diff where a line %s", (_, lines) => {
  expect(diffOf([edit(4, 5, 4, 6, "")], lines)).toEqual([]);
});

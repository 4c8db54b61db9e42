import { expect, test } from "vitest";
import { diffOf } from "../../page/diff.ts";
import type { Edit } from "../../src/model.ts";

const LINES = ["import os", "import sys", "", "x = [1,2 ,3]", "y = 🐳+1"];
const edit = (from: readonly [number, number], to: readonly [number, number], text: string): Edit => ({
  ...{ line: from[0], column: from[1], endLine: to[0], endColumn: to[1], text },
});
const diff = (edits: readonly Edit[], lines: readonly string[] = LINES) =>
  diffOf({ safe: true, edits }, (number) => lines[number - 1]).map((part) =>
    part.map(({ sign, number, text }) => `${sign}${number} ${text}`),
  );

test("a line that a fix removes, changes or adds", () => {
  expect(diff([edit([1, 1], [2, 1], "")])).toEqual([["-1 import os"]]);
  expect(diff([edit([4, 8], [4, 8], " ")])).toEqual([["-4 x = [1,2 ,3]", "+4 x = [1, 2 ,3]"]]);
  expect(diff([edit([2, 1], [2, 1], "import re\n")])).toEqual([["+2 import re"]]);
  expect(diff([edit([5, 6], [5, 7], " + ")])).toEqual([["-5 y = 🐳+1", "+5 y = 🐳 + 1"]]);
});

test("edits of one line, or of lines side by side, are one part", () => {
  expect(diff([edit([4, 8], [4, 8], " "), edit([4, 9], [4, 10], ""), edit([4, 11], [4, 11], " ")])).toEqual([
    ["-4 x = [1,2 ,3]", "+4 x = [1, 2, 3]"],
  ]);
  expect(diff([edit([1, 8], [1, 10], "re"), edit([2, 8], [2, 11], "abc")])).toEqual([
    ["-1 import os", "-2 import sys", "+1 import re", "+2 import abc"],
  ]);
  expect(diff([edit([1, 1], [2, 1], ""), edit([5, 1], [5, 2], "z")])).toHaveLength(2);
});

test("the last line may end without a next one", () => {
  expect(diff([edit([5, 1], [6, 1], "")])).toEqual([["-5 y = 🐳+1"]]);
  expect(diff([edit([6, 1], [6, 1], "z = 1\n")], LINES)).toEqual([["+6 z = 1"]]);
});

test("a part whose lines are not known, or only their start, is left out, and so is one that changes nothing", () => {
  const cut = `${"a".repeat(400)}…`;
  expect(diff([edit([9, 1], [9, 2], "x")])).toEqual([]);
  expect(diff([edit([1, 1], [1, 2], "x")], [cut])).toEqual([]);
  expect(diff([edit([1, 1], [1, 2], "i")])).toEqual([]);
  expect(diff([])).toEqual([]);
});

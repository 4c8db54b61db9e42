import { expect, test } from "vitest";
import type { Finding } from "../../../../src/model.ts";
import { sourceExcerpt } from "../../../../src/report/text/sourceExcerpt.ts";
import { width } from "../../../../src/report/text/wrap.ts";
import { sampleFinding } from "../../../support/sampleRun.ts";

function excerptOf(source: readonly string[], over: Partial<Finding>, room = 40): readonly string[] {
  const finding = sampleFinding({ line: 1, column: 1, ...over });
  const lines = new Map([[finding.path, new Map(source.map((line, at) => [at + 1, line]))]]);
  return sourceExcerpt(finding, lines, room).flatMap(({ number, text, carets }) => [
    `${number} ${text}`,
    ...(carets === undefined ? [] : [`  ${carets}`]),
  ]);
}

test("what is meant is marked, with the lines around it that are not blank", () => {
  expect(excerptOf(["a = 1", "b = cd", ""], { line: 2, column: 5, endLine: 2, endColumn: 7 })).toEqual([
    "1 a = 1",
    "2 b = cd",
    "      ^^",
  ]);
});

test("a finding of several lines is marked on its first, and not all of it is shown", () => {
  expect(excerptOf(["f(", " 1,", " 2,", " 3,", ")"], { endLine: 5, endColumn: 2 })).toEqual([
    "1 f(",
    "  ^^",
    "2  1,",
    "3  2,",
    "4  3,",
  ]);
  expect(excerptOf(["import os", "x = 1"], { endLine: 2, endColumn: 1 })[1]).toBe("  ^^^^^^^^^");
});

test("carets stand under tabs, wide characters, escapes, and no byte order mark", () => {
  expect(excerptOf(["\tx"], { column: 2 })).toEqual(["1     x", "      ^"]);
  expect(excerptOf(["'数' x"], { column: 5 })).toEqual(["1 '数' x", "       ^"]);
  expect(excerptOf(["'\x1b' x"], { column: 5 })).toEqual(["1 '\\x1b' x", "         ^"]);
  expect(excerptOf(["\ufeffx"], { column: 1 })).toEqual(["1 x", "  ^"]);
});

test("a line that is too long is cut where what is marked can be seen", () => {
  const long = `${"a".repeat(60)}HERE${"b".repeat(60)}`;
  const [line = "", carets = ""] = excerptOf([long], { column: 61, endLine: 1, endColumn: 65 });
  expect(line).toMatch(/^1 …a+HEREb+…$/);
  expect(width(line)).toBeLessThanOrEqual(42);
  expect(line.slice(carets.indexOf("^"), carets.length)).toBe("HERE");
  expect(excerptOf([long], { column: 1 })[0]).toMatch(/^1 a+…$/);
});

test.each([
  ["about the whole file", { rule: "unformatted" }],
  ["in a cell of a notebook", { path: "a.ipynb" }],
  ["on a line that is not known", { line: 9 }],
])("there is no excerpt of a finding %s", (_, over) => {
  expect(excerptOf(["x = 1"], over)).toEqual([]);
});

test("there is no caret where the column is not one of the line's", () => {
  expect(excerptOf(["x = 1"], { column: 99 })).toEqual(["1 x = 1"]);
});

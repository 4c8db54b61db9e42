import { expect, test } from "vitest";
import { spans } from "../../page/spans.ts";
import { sampleFinding } from "../support/sampleRun.ts";

const marked = (text: string, ...places: readonly Parameters<typeof sampleFinding>[0][]) =>
  spans(text, places.map(sampleFinding))
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join("");

test("columns are marked where the tool names an end", () => {
  expect(marked("import os", { line: 1, column: 8, endLine: 1, endColumn: 10 })).toBe("import [os]");
  expect(marked("import os", { line: 1, column: 8 })).toBe("import os");
});

test("what goes on over the line is marked to its end", () => {
  expect(marked("def f(a,", { line: 1, column: 5, endLine: 3, endColumn: 2 })).toBe("def [f(a,]");
});

test("columns count characters, not their halves, and may lie beyond the line", () => {
  expect(marked("🐳 = dock", { line: 1, column: 5, endLine: 1, endColumn: 99 })).toBe("🐳 = [dock]");
  expect(marked("short", { line: 1, column: 50, endLine: 1, endColumn: 60 })).toBe("short");
});

test("marks of several findings are joined where they touch", () => {
  expect(marked("abcdef", { column: 2, endColumn: 4 }, { column: 3, endColumn: 5 })).toBe("a[bcd]ef");
});

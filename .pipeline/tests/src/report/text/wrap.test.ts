import { expect, test } from "vitest";
import { type Piece, width, wrapped } from "../../../../src/report/text/wrap.ts";

const of = (text: string): readonly Piece[] => [{ text }];

test("lines break between words, and all but the first are indented", () => {
  expect(wrapped(of("one two three four"), 10, 2)).toEqual(["one two", "  three", "  four"]);
  expect(wrapped(of("one two three four"), 10, 2, 4)).toEqual(["    one", "  two", "  three", "  four"]);
});

test("without a limit there is one line, with all of its spaces", () => {
  expect(wrapped([{ text: "a  b" }, { text: "c", gap: 3 }])).toEqual(["a  b   c"]);
});

test("a word that is longer than a line is broken", () => {
  expect(wrapped(of("a abcdefghijkl"), 5, 1)).toEqual(["a", " abcd", " efgh", " ijkl"]);
});

test("an indent that leaves too little is none", () => {
  expect(wrapped(of("one two"), 5, 4)).toEqual(["one", "two"]);
});

test("colour is put on each line's part of a piece, and takes no room", () => {
  const red = (text: string) => `<${text}>`;
  expect(wrapped([{ text: "x" }, { text: "one two", paint: red, gap: 2 }], 6)).toEqual(["x  <one>", "<two>"]);
  expect(wrapped([{ text: "", paint: red }])).toEqual([""]);
});

test.each([
  ["abc", 3],
  ["数える", 6],
  ["ｆｕｌｌ", 8],
  ["한글", 4],
  ["✅", 2],
  ["é", 1],
  ["e\u0301", 1],
])("%s takes the columns that a terminal gives it", (text, columns) => {
  expect(width(text)).toBe(columns);
});

test("wide characters count as two where a line is broken", () => {
  expect(wrapped(of("数える ab 数"), 6)).toEqual(["数える", "ab 数"]);
});

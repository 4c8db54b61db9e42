import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableJson, printableLines } from "../../../src/report/printable.ts";

test.each([
  ["a terminal escape", "\x1b[31mred", "\\x1b[31mred"],
  ["a bell", "\x07", "\\x07"],
  ["a C1 control", "\x9b31m", "\\x9b31m"],
  ["delete", "\x7f", "\\x7f"],
  ["newline, return and tab", "a\nb\rc\td", "a\\nb\\rc\\td"],
  ["a direction override", "\u202egnp.py", "\\u202egnp.py"],
  ["a direction isolate", "\u2066x\u2069", "\\u2066x\\u2069"],
  ["a line separator", "a\u2028b", "a\\u2028b"],
  ["a zero-width space", "a\u200bb", "a\\u200bb"],
  ["a lone surrogate", "a\ud800b", "a\\ud800b"],
  ["an invisible tag letter", "a\u{e0041}", "a\\u{e0041}"],
])("%s is made visible", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("ordinary text of any script stays as it is, with the joiners that scripts and emoji need", () => {
  const text = "naïve ünï שלום 日本語 👩\u200d💻 می\u200cخواهم C:\\x1b";
  expect(printable(text)).toBe(text);
});

test("lines end at newlines of both kinds, have no trailing space, and none at either end is empty", () => {
  expect(printableLines("\n\none \r\n\n  two\x1b\t\n \n")).toEqual(["one", "", "  two\\x1b\\t"]);
  expect(printableLines("")).toEqual([]);
});

test("a megabyte of newlines is read at once", () => {
  expect(printableLines(`a${"\n".repeat(1_000_000)}b`)).toHaveLength(1_000_001);
});

test("JSON keeps its value and its lines, and loses what a terminal obeys", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = printableJson(JSON.stringify({ text }, null, 2));
      expect(JSON.parse(json)).toEqual({ text });
      expect(json.split("\n")).toHaveLength(3);
      expect(json).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
  expect(printableJson('"\x9b\u{e0041}"')).toBe('"\\u009b\\udb40\\udc41"');
});

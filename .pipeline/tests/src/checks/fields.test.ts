import { expect, it } from "vitest";
import { fromZero, span } from "../../../src/checks/fields.ts";

it("is 1 where the tool names no place, without an end", () => {
  expect(span(-1, undefined, 3, 4)).toEqual({ line: 1, column: 1 });
  expect(span(0, "2")).toEqual({ line: 1, column: 1 });
});

it("leaves out an end that lies before the start", () => {
  expect(span(3, 5, 3, 4)).toEqual({ line: 3, column: 5 });
  expect(span(3, 5, 2, 9)).toEqual({ line: 3, column: 5 });
});

it("keeps a last line without a column", () => {
  expect(span(3, 1, 9)).toEqual({ line: 3, column: 1, endLine: 9 });
});

it("moves columns that count from 0", () => {
  expect([fromZero(0), fromZero(null)]).toEqual([1, null]);
});

import { expect, test } from "vitest";
import { duration } from "../../../src/report/phrases.ts";

test.each([
  [0, "0.0 s"],
  [-3, "0.0 s"],
  [40, "0.0 s"],
  [50, "0.1 s"],
  [850, "0.9 s"],
  [9840, "9.8 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 0 s"],
  [125_000, "2 min 5 s"],
  [3_599_499, "59 min 59 s"],
  [3_599_500, "1 h 0 min"],
  [3_720_000, "1 h 2 min"],
])("%d ms is %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

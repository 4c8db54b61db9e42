import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../src/model.ts";
import { compareFindings } from "../../src/order.ts";
import { sampleFinding } from "../support/sampleRun.ts";

// Few values for each field, so that ties are common.
const finding: fc.Arbitrary<Finding> = fc
  .record({
    path: fc.constantFrom("a.py", "a/b.py", "B.py", "ä.py", "\u{1f600}.py", "\ufb01.py"),
    line: fc.integer({ min: 1, max: 12 }),
    column: fc.integer({ min: 1, max: 12 }),
    check: fc.constantFrom("lint", "ruff"),
    rule: fc.constantFrom("E1", "E10", "e1"),
    message: fc.constantFrom("", "a", "b"),
  })
  .map(sampleFinding);

const keys = ({ path, line, column, check, rule, message }: Finding) => [path, line, column, check, rule, message];

test("the order is total: antisymmetric, transitive, and equal only for equal findings", () => {
  fc.assert(
    fc.property(finding, finding, finding, (a, b, c) => {
      const [ab, ba, bc, ac] = [
        compareFindings(a, b),
        compareFindings(b, a),
        compareFindings(b, c),
        compareFindings(a, c),
      ];
      expect(Math.sign(ab)).toBe(-Math.sign(ba) + 0);
      expect(ab === 0).toBe(JSON.stringify(keys(a)) === JSON.stringify(keys(b)));
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
    }),
  );
});

test("however findings come, they end in the same order", () => {
  const shuffles = fc
    .array(finding, { maxLength: 12 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(shuffles, ([all, shuffled]) => {
      expect([...shuffled].sort(compareFindings).map(keys)).toEqual([...all].sort(compareFindings).map(keys));
    }),
  );
});

test.each<[string, Partial<Finding>, Partial<Finding>]>([
  ["path before line", { path: "a.py", line: 9 }, { path: "b.py", line: 1 }],
  ["line before column, as numbers", { line: 9, column: 9 }, { line: 10, column: 1 }],
  ["column before check", { column: 9, check: "ruff" }, { column: 10, check: "lint" }],
  ["check before rule", { check: "lint", rule: "Z" }, { check: "ruff", rule: "A" }],
  ["rule before message", { rule: "A", message: "z" }, { rule: "B", message: "a" }],
  ["message last", { message: "a" }, { message: "b" }],
  ["capitals before small letters, as in no locale", { path: "B.py" }, { path: "a.py" }],
])("it is %s", (_, first, second) => {
  expect(compareFindings(sampleFinding(first), sampleFinding(second))).toBeLessThan(0);
  expect(compareFindings(sampleFinding(second), sampleFinding(first))).toBeGreaterThan(0);
});

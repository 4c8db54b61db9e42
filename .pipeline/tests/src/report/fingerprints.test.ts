import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutLines } from "../../../src/identity.ts";
import type { CheckResult, Finding } from "../../../src/model.ts";
import { allFindings } from "../../../src/report/findings.ts";
import { fingerprints } from "../../../src/report/fingerprints.ts";
import { anyRun } from "../../support/anyRun.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { movedRun } from "../../support/movedRun.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const [print] = fingerprints([sampleFinding()]);
const sorted = (results: readonly CheckResult[]) => allFindings(results).map(({ finding }) => finding);
const of = (over: Partial<Finding>) => fingerprints([sampleFinding(over)])[0];

test("a fingerprint is a SHA-256 that stays from release to release", () => {
  expect(print).toBe("dfdec23251e8db51cbc8f3b42e24adac6d37fb67b964cb43a1909a480a2cc8cc");
});

test.each([
  { line: 99, column: 3, endLine: 100, endColumn: 1 },
  { severity: "error" as const },
  { url: "https://docs.example/" },
])("%j changes none", (over) => {
  expect(of(over)).toBe(print);
});

test.each([{ check: "lint" }, { rule: "F811" }, { path: "src/other.py" }, { message: "`sys` imported but unused" }])(
  "%j makes another",
  (over) => {
    expect(of(over)).not.toBe(print);
  },
);

test("identical findings are distinguished by their order", () => {
  const alike = fingerprints([sampleFinding(), sampleFinding({ line: 2 }), sampleFinding({ line: 3 })]);
  expect(new Set(alike).size).toBe(3);
  expect(alike[0]).toBe(print);
  expect(fingerprints([sampleFinding({ line: 7 }), sampleFinding({ line: 9 })])).toEqual(alike.slice(0, 2));
});

test.each([
  ["Redefinition of unused `os` from line 3", "Redefinition of unused `os` from line #"],
  ["Lines 3-9 are alike", "Lines # are alike"],
  ["first defined in src/main.py:12:5", "first defined in src/main.py:#"],
  ["==words.choose:[3:9]", "==words.choose:[#]"],
  ["Too many lines in module (1203/1000)", "Too many lines in module (#)"],
  ["Line too long (120 > 88)", "Line too long (120 > 88)"],
  ["underline 3 a[1:2]", "underline 3 a[1:2]"],
])("of %j remains %j", (message, rest) => {
  expect(withoutLines(message)).toBe(rest);
});

test("they are unique over any findings and over 20,000", () => {
  const size = (findings: readonly Finding[]) => new Set(fingerprints(findings)).size;
  fc.assert(
    fc.property(anyRun, ({ results, totals }) => {
      expect(size(sorted(results))).toBe(totals.findings);
    }),
  );
  expect(size(sorted(hugeRun(20_000).results))).toBe(20_000);
});

test("they are the same after lines were put in above", () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 1, max: 500 }), (run, by) => {
      const prints = (results: typeof run.results) => [...fingerprints(sorted(results))].sort();
      expect(prints(movedRun(run, by).results)).toEqual(prints(run.results));
    }),
  );
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../../src/model/finding.ts";
import { byPlace } from "../../../src/report/findings.ts";
import { fingerprints, sha256, withoutLines } from "../../../src/report/fingerprints.ts";
import { anyRun } from "../../support/anyRun.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { movedRun } from "../../support/movedRun.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const [print] = fingerprints([sampleFinding()]);
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

test("findings that are alike are told apart by their order", () => {
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
      expect(size(byPlace(results))).toBe(totals.findings);
    }),
  );
  expect(size(byPlace(hugeRun(20_000).results))).toBe(20_000);
});

test("they are the same after lines were put in above", () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 1, max: 500 }), (run, by) => {
      const sorted = (results: typeof run.results) => [...fingerprints(byPlace(results))].sort();
      expect(sorted(movedRun(run, by).results)).toEqual(sorted(run.results));
    }),
  );
});

const nodes = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

test("the words of the standard have the hashes of the standard", () => {
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("it is Node's SHA-256 of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(nodes(text));
    }),
    { numRuns: 300 },
  );
});

test("it is Node's where blocks end, and of megabytes", () => {
  for (let length = 50; length < 200; length += 1) expect(sha256("x".repeat(length))).toBe(nodes("x".repeat(length)));
  const long = "äöü😀\ud800".repeat(150_000);
  expect(sha256(long)).toBe(nodes(long));
});

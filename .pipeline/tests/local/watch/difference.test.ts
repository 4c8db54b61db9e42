import { expect, test } from "vitest";
import { difference, saysTheSame } from "../../../local/watch/difference.ts";
import type { Finding, Verdict } from "../../../src/model.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const runOf = (findings: readonly Finding[], verdict: Verdict = "failed") =>
  sampleRun([sampleResult({ check: "ruff", verdict, findings })]);
const baseOf = (findings: readonly Finding[]) => difference(new Map(), runOf(findings)).baseline;
const linesOf = (findings: readonly Finding[]) => findings.map(({ line }) => line);

test("everything is new the first time", () => {
  const { fresh, gone, known } = difference(new Map(), runOf([sampleFinding()]));
  expect({ fresh, gone, known }).toEqual({ fresh: [sampleFinding()], gone: [], known: [] });
});

test("code that has only moved brings nothing new, also where the message names a line", () => {
  const at = (line: number) => sampleFinding({ line, message: `redefinition of x from line ${line - 1}` });
  const { fresh, gone, known } = difference(baseOf([at(3)]), runOf([at(30)]));
  expect({ fresh, gone, known: linesOf(known) }).toEqual({ fresh: [], gone: [], known: [30] });
});

test("what is no longer found has gone, and what is found for the first time is new", () => {
  const [one, two] = [sampleFinding({ message: "one" }), sampleFinding({ message: "two" })];
  expect(difference(baseOf([one]), runOf([two]))).toMatchObject({ fresh: [two], gone: [one], known: [] });
});

test.each([
  ["above", [10], [2, 11], [2]],
  ["below", [10], [10, 40], [40]],
  ["between", [10, 20], [10, 15, 21], [15]],
])("of alike findings the one %s is new, not the one that was there", (_where, before, now, fresh) => {
  const at = (lines: readonly number[]) => lines.map((line) => sampleFinding({ line }));
  expect(linesOf(difference(baseOf(at(before)), runOf(at(now))).fresh)).toEqual(fresh);
  expect(linesOf(difference(baseOf(at(now)), runOf(at(before))).gone)).toEqual(fresh);
});

test("nothing has gone from a check that broke, and once it works again it is compared with its last verdict", () => {
  const before = baseOf([sampleFinding()]);
  const broken = difference(before, runOf([], "broken"));
  expect(broken.gone).toEqual([]);
  expect(difference(broken.baseline, runOf([sampleFinding()])).fresh).toEqual([]);
  expect(difference(broken.baseline, runOf([], "passed")).gone).toEqual([sampleFinding()]);
});

test("times, lines and replays are not news; verdicts, reasons, notices and counts of files are", () => {
  const result = sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding()], files: 2 });
  const before = sampleRun([result]);
  const later = { ...result, durationMs: 5, cached: true, findings: [sampleFinding({ line: 7 })] };
  expect(saysTheSame(before, sampleRun([later], { durationMs: 3 }))).toBe(true);
  for (const other of [{ verdict: "broken" }, { reason: "x" }, { notices: ["x"] }, { files: 3 }] as const) {
    expect(saysTheSame(before, sampleRun([{ ...result, ...other }]))).toBe(false);
  }
});

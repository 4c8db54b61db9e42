import { expect, test } from "vitest";
import { unpack } from "../../page/items.ts";
import { ordered, pageOf, statusText, walk } from "../../page/rows.ts";
import type { Severity } from "../../src/model.ts";
import { pageData } from "../../src/report/html/pageData.ts";
import { manyFindings } from "../support/manyFindings.ts";
import { sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";

const { run, context } = manyFindings(120);
const ITEMS = unpack(pageData(run, context));

test("a page holds its part of the groups, and tells which began before it", () => {
  const { number, of, groups, groupCount } = pageOf(ITEMS, "file", 2, 40);
  expect({ number, of, groupCount }).toEqual({ number: 2, of: 3, groupCount: 3 });
  expect(groups.map(({ rows, total, continued }) => [rows.length, total, continued])).toEqual([
    [10, 50, true],
    [30, 50, false],
  ]);
});

test("a page that is not there is the nearest one", () => {
  expect(pageOf(ITEMS, "file", 99, 50).number).toBe(3);
  expect(pageOf(ITEMS, "file", 0, 50).number).toBe(1);
  expect(pageOf([], "rule", 7, 50)).toEqual({ number: 1, of: 1, groups: [], groupCount: 0 });
});

test("by rule, the gravest come first, then the most frequent, and none is torn apart", () => {
  const all = ordered(ITEMS, "rule");
  const keys = all.map(({ check, rule }) => `${check} ${rule}`);
  expect(new Set(keys).size).toBe(keys.filter((key, index) => key !== keys[index - 1]).length);
  expect(new Set(all)).toEqual(new Set(ITEMS));
  const few = ordered(ITEMS.slice(0, 3).toReversed(), "rule");
  expect(few.map(({ severity }) => severity)).toEqual(["error", "warning", "info"]);
});

test("by file, that with the most errors comes first, and in it the lines with the gravest findings, each whole", () => {
  const place = (path: string, line: number, severity: Severity) => sampleFinding({ path, line, severity });
  const findings = [
    ...[place("a.py", 1, "warning"), place("a.py", 2, "warning"), place("a.py", 3, "error")],
    ...[place("b.py", 1, "info"), place("b.py", 4, "info"), place("b.py", 4, "error"), place("b.py", 7, "error")],
  ];
  const sampled = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
  const all = ordered(unpack(pageData(sampled, { lines: new Map() })), "file");
  expect(all.map(({ path, line, severity }) => `${path[0]}${line} ${severity}`)).toEqual([
    ...["b4 info", "b4 error", "b7 error", "b1 info"],
    ...["a3 error", "a1 warning", "a2 warning"],
  ]);
});

test("what existed before does not put a file above one with something new", () => {
  const of = (path: string, state: "new" | "existing") => sampleFinding({ path, state, severity: "error" });
  const findings = [of("a.py", "existing"), of("a.py", "existing"), of("b.py", "new")];
  const compared = { with: "revision", name: "main" } as const;
  const results = [sampleResult({ check: "ruff", verdict: "failed", findings })];
  const items = unpack(pageData(sampleRun(results, { comparison: compared }), { lines: new Map() }));
  expect(ordered(items, "file").map(({ path }) => path)).toEqual(["b.py", "a.py", "a.py"]);
});

test("walking starts on the page in sight and stops at both ends", () => {
  expect(walk(ITEMS, undefined, 1, 40)).toBe(40);
  expect(walk(ITEMS, 40, 1, 0)).toBe(41);
  expect(walk(ITEMS, 0, -1, 0)).toBe(0);
  expect(walk(ITEMS, 119, 1, 0)).toBe(119);
  expect(walk([], undefined, 1, 0)).toBeUndefined();
});

test("the status is a sentence", () => {
  expect(statusText(120, 120, pageOf(ITEMS, "file", 1, 50), "file")).toBe("120 findings in 3 files, page 1 of 3");
  expect(statusText(1, 120, pageOf(ITEMS.slice(0, 1), "rule", 1, 50), "rule")).toBe("1 of 120 findings of 1 rule");
  expect(statusText(0, 120, pageOf([], "rule", 1, 50), "rule")).toBe("No finding matches.");
});

import { expect, test } from "vitest";
import { filterItems, unpack } from "../../page/items.ts";
import { indexOfRow, pageOf, placesOf, rowsOf, statusText, walk } from "../../page/rows.ts";
import { START } from "../../page/state.ts";
import { allFindings } from "../../src/report/findings.ts";
import { pageData } from "../../src/report/html/pageData.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { missingRun } from "../support/missingRun.ts";

const ITEMS = unpack(pageData(HARBOR_RUN, HARBOR_CONTEXT));
const rules = (change: Partial<typeof START>) =>
  filterItems(ITEMS, { ...START, ...change }).matching.map(({ rule }) => rule);

test("what was packed is unpacked as it was", () => {
  const plain = ITEMS.map(
    ({ id: _id, title: _title, verdict: _verdict, blamed: _blamed, words: _words, ...finding }) => finding,
  );
  expect(plain).toEqual(allFindings(HARBOR_RUN.results).map(({ finding }) => finding));
});

test("all words must be found, whatever their case and order", () => {
  expect(rules({ query: "  OS  unused " })).toEqual(["unused-import", "F401"]);
  expect(rules({ query: "tides.py:8 function" })).toEqual(["no-untyped-def", "B008"]);
  expect(rules({ query: "os nowhere" })).toEqual([]);
});

test("filters add up, and a choice counts what it would show beside the other filters", () => {
  const filtered = filterItems(ITEMS, { ...START, severities: ["info"], checks: ["lint"], failing: false });
  expect(filtered.matching.length).toBe(3);
  expect(filtered.severities).toEqual({ error: 1, warning: 1, info: 3 });
  expect(Object.fromEntries(filtered.checks)).toEqual({ lint: 3 });
  expect(filtered.failing).toBe(0);
  expect(rules({ checks: ["lint"], failing: true })).toEqual(["unused-import", "undefined-variable"]);
});

const MISSING = unpack(pageData(missingRun(), { lines: new Map() }));
const told = (by: "file" | "rule") => rowsOf(MISSING, by).map((row) => [row.rule, row.missing, placesOf(row).length]);

test("what is not installed is one row with its places, before the files, or with its rule", () => {
  const [requests, yaml] = ["requests", "yaml"].map((name) => ["import-not-found", name]) as [string[], string[]];
  expect(told("file")).toEqual([
    [...requests, 3],
    ["return-value", undefined, 1],
    [...yaml, 1],
  ]);
  expect(told("rule")).toEqual([
    ["return-value", undefined, 1],
    [...requests, 3],
    [...yaml, 1],
  ]);
});

test("the counts are of findings, folded or not, and of the files that they stand in", () => {
  const page = pageOf(rowsOf(MISSING, "file"), "file", 1, 100);
  expect(page.groups.map(({ key, total, rows }) => [key, total, rows.length])).toEqual([
    ["", 3, 1],
    ["src/a.py", 2, 2],
  ]);
  expect(statusText(MISSING.length, MISSING.length, page, "file")).toBe("5 findings in 3 files");
  const byRule = pageOf(rowsOf(MISSING, "rule"), "rule", 1, 100);
  expect(byRule.groups.map(({ total, rows }) => [total, rows.length])).toEqual([
    [1, 1],
    [4, 2],
  ]);
});

test("a folded finding is found by its row, and walking steps over the row as one", () => {
  const rows = rowsOf(MISSING, "file");
  const inner = MISSING.find(({ path }) => path === "src/c.py")?.id;
  expect(indexOfRow(rows, inner)).toBe(0);
  expect(indexOfRow(rows, 99)).toBe(-1);
  expect(walk(rows, inner, 1, 0)).toBe(rows[1]?.id);
});

import { expect, test } from "vitest";
import { unpack } from "../../page/items.ts";
import { indexOfRow, pageOf, placesOf, rowsOf, statusText, walk } from "../../page/rows.ts";
import { pageData } from "../../src/report/html/pageData.ts";
import { missingRun } from "../support/missingRun.ts";

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

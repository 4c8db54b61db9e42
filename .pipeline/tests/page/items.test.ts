import { expect, test } from "vitest";
import { filterItems, unpack } from "../../page/items.ts";
import { START } from "../../page/state.ts";
import { allFindings } from "../../src/report/findings.ts";
import { pageData } from "../../src/report/html/pageData.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";

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

import { expect, test } from "vitest";
import { filterItems, unpack } from "../../page/items.ts";
import { type Show, startOf } from "../../page/state.ts";
import { allFindings } from "../../src/report/findings.ts";
import { fingerprints } from "../../src/report/fingerprints.ts";
import { pageData } from "../../src/report/html/pageData.ts";
import { comparedRun } from "../support/comparedRun.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";

const START = startOf(false);
const ITEMS = unpack(pageData(HARBOR_RUN, HARBOR_CONTEXT));
const rules = (change: Partial<typeof START>) =>
  filterItems(ITEMS, { ...START, ...change }).matching.map(({ rule }) => rule);

test("what was packed is unpacked as it was", () => {
  const plain = ITEMS.map(
    ({
      id: _id,
      title: _title,
      verdict: _verdict,
      kind: _kind,
      fingerprint: _fingerprint,
      words: _words,
      ...finding
    }) => finding,
  );
  expect(plain).toEqual(allFindings(HARBOR_RUN.results).map(({ finding }) => finding));
});

test("all words must be found, whatever their case and order", () => {
  expect(rules({ query: "  OS  unused " })).toEqual(["unused-import", "F401"]);
  expect(rules({ query: "tides.py:8 function" })).toEqual(["no-untyped-def", "B008"]);
  expect(rules({ query: "os nowhere" })).toEqual([]);
});

test("filters add up, and a choice counts what it would show beside the other filters", () => {
  const filtered = filterItems(ITEMS, { ...START, severities: ["info"], checks: ["lint"] });
  expect(filtered.matching.length).toBe(3);
  expect(filtered.severities).toEqual({ error: 1, warning: 1, info: 3 });
  expect(Object.fromEntries(filtered.checks)).toEqual({ lint: 3 });
  expect(filtered.shows).toEqual({ all: 3, failing: 0, notes: 3, new: 3, existing: 0, fixed: 0 });
  expect(rules({ checks: ["lint"], show: "failing" })).toEqual(["unused-import", "undefined-variable"]);
});

test("a rule and a file narrow the list, also a file whose name is not UTF-8", () => {
  expect(rules({ rule: "lint/unused-import" })).toEqual(["unused-import"]);
  expect(rules({ rule: "ruff/unused-import" })).toEqual([]);
  expect(rules({ path: "tests/test_tides.py" })).toEqual(["failed"]);
  const finding = sampleFinding({ path: "src/\udce9.py" });
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [finding] })]);
  const path = new URLSearchParams(new URLSearchParams({ path: finding.path }).toString()).get("path") ?? "";
  expect(filterItems(unpack(pageData(run, { lines: new Map() })), { ...START, path }).matching.length).toBe(1);
});

test("in a run that was compared, what is new, existing and fixed is told apart, and the fixed are not among all", () => {
  const items = unpack(pageData(comparedRun(), { lines: new Map() }));
  const show = (name: Show) =>
    filterItems(items, { ...startOf(true), show: name }).matching.map(({ message, kind }) => [message, kind]);
  expect(show(startOf(true).show)).toEqual([
    ["is new", "note"],
    ["is new and fails", "failing"],
  ]);
  expect(show("existing")).toEqual([["was there before", "existing"]]);
  expect(show("fixed")).toEqual([["is gone", "fixed"]]);
  expect(show("all").length).toBe(3);
  expect(filterItems(items, startOf(true)).shows).toEqual({
    ...{ all: 3, failing: 1, notes: 1, new: 2, existing: 1, fixed: 1 },
  });
});

test("each finding carries the start of its fingerprint", () => {
  const all = allFindings(HARBOR_RUN.results).map(({ finding }) => finding);
  expect(ITEMS.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints(all).map((whole) => whole.slice(0, 12)));
});

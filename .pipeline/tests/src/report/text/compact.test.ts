import { expect, test } from "vitest";
import type { Finding, Run } from "../../../../src/model.ts";
import { PLAIN } from "../../../../src/report/text/style.ts";
import { renderText } from "../../../../src/report/text.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../../support/sampleRun.ts";

const times = (count: number, over: Partial<Finding>) =>
  Array.from({ length: count }, (_, at) => sampleFinding({ line: at + 1, rule: `R${at}`, ...over }));

function runOf(findings: readonly Finding[], over: Partial<Run> = {}): Run {
  return sampleRun([sampleResult({ check: "ruff", verdict: "failed", gate: "warning", files: 9, findings })], over);
}

const shownIn = (text: string) => text.match(/^\S+\.py {2}.*/gm);

test("the worst files come first: those with the most findings that fail, then with the most", () => {
  const findings = [
    ...times(9, { path: "a.py", severity: "info" }),
    ...times(2, { path: "b.py" }),
    ...times(12, { path: "c.py", severity: "info" }),
    ...times(3, { path: "d.py" }),
  ];
  expect(shownIn(renderText(runOf(findings), PLAIN, { limit: 20 }))).toEqual([
    "d.py  3 findings",
    "b.py  2 findings",
    "c.py  12 findings",
    "a.py  9 findings",
  ]);
  // A file, which nothing is left out of, goes by path.
  expect(shownIn(renderText(runOf(findings)))?.[0]).toBe("a.py  9 findings");
});

test("of a file that is not shown whole, what fails is shown before what does not, in the order of the lines", () => {
  const findings = [
    ...times(30, { severity: "info" }),
    sampleFinding({ line: 40 }),
    sampleFinding({ line: 7, rule: "E" }),
  ];
  const text = renderText(runOf(findings), PLAIN, { limit: 4 });
  expect(text.match(/:\d+:8 {2}.*/g)?.map((line) => line.replace(/ {2}`.*/, ""))).toEqual([
    ":1:8   info   ",
    ":2:8   info   ",
    ":7:8   warning",
    ":40:8  warning",
  ]);
  expect(text).toContain("\n  … 28 more in this file\n\n… and 28 more findings in 1 file, left out here.\n");
});

test("the table has the commonest rules, or all; those of few findings have one only if it is asked for", () => {
  const findings = [...times(25, {}), sampleFinding({ rule: "R3", line: 99 })];
  const text = renderText(runOf(findings), PLAIN, { limit: 50 });
  expect(text).toContain("\nRules\n  2  R3 (ruff)\n  1  R0 (ruff)\n");
  expect(text).toContain("\n     … and 15 more rules: --statistics\n");
  expect(renderText(runOf(findings), PLAIN, { limit: 50, statistics: true }).match(/^ {2}\d {2}R/gm)).toHaveLength(25);
  expect(renderText(runOf(times(3, {})), PLAIN, { limit: 50 })).not.toContain("Rules");
  expect(renderText(runOf(times(3, {})), PLAIN, { limit: 50, statistics: true })).toContain("Rules");
});

test("what can be fixed is counted among all, with thousands apart, and said only where there is a way", () => {
  const fix = { safe: true, edits: [] };
  const findings = [
    ...times(1200, {}),
    ...times(1100, { path: "b.py", fix }),
    sampleFinding({ fix: { ...fix, safe: false } }),
  ];
  const next = { fix: "drydock fix", all: "drydock report --open" };
  const text = renderText(runOf(findings), PLAIN, { limit: 50, next });
  expect(text).toContain("\n1,100 of 2,301 can be fixed: drydock fix\nAll of it: drydock report --open\n");
  expect(text).toContain("\n2,301 failing findings in 2 files · ");
  expect(renderText(runOf(findings), PLAIN, { limit: 50 })).not.toContain("can be fixed:");
  expect(renderText(runOf(times(3, {})), PLAIN, { limit: 50, next })).not.toContain("All of it");
});

test("of a run that was compared, what is new is shown, and the rest counted", () => {
  const findings = [
    sampleFinding({ state: "new" }),
    sampleFinding({ state: "new", severity: "info", rule: "note" }),
    ...times(340, { state: "existing", path: "old.py" }),
  ];
  const result = sampleResult({ check: "ruff", verdict: "failed", files: 9, findings, fixed: times(3, {}) });
  const run = sampleRun([result], { comparison: { with: "revision", name: "main (1a2b3c4)" } });
  const text = renderText(run, PLAIN, { limit: 50 });
  expect(text).not.toContain("old.py");
  expect(text).toContain("\n1 new, 1 new note, 340 existing, 3 fixed since main (1a2b3c4) · 10.2 s");
  expect(text.split("\n").at(-2)).toBe("ruff failed (1 new, 1 new note, 340 existing in 9 files)");
  const green = { ...result, verdict: "passed" as const, findings: findings.slice(2) };
  const baseline = { with: "baseline" as const, name: ".config/baseline.json" };
  expect(renderText(sampleRun([green], { comparison: baseline }))).toBe(
    "nothing new, 340 existing, 3 fixed against .config/baseline.json · 10.2 s · Python 3.13.0\nruff passed (340 existing in 9 files) 1.0 s\n",
  );
});

test("a tool's own figure is next to its verdict, whatever that is", () => {
  const of = (verdict: "passed" | "failed") =>
    renderText(sampleRun([sampleResult({ check: "lint", verdict, summary: "score 9.47/10", files: 2 })]));
  expect(of("passed")).toContain("\nlint passed (2 files, score 9.47/10) 1.0 s\n");
  expect(of("failed")).toContain("lint failed (2 files, score 9.47/10)\n");
});

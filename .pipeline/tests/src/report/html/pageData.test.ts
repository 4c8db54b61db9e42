import { expect, test } from "vitest";
import { unpack } from "../../../../page/items.ts";
import { spans } from "../../../../page/spans.ts";
import type { Finding } from "../../../../src/model.ts";
import { pageData } from "../../../../src/report/html/pageData.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../../support/sampleRun.ts";

const LINE = 'X = ("éééééééé", undefined_a)';

/** The line as the page marks it. */
const marked = (over: Partial<Finding>) => {
  const finding = sampleFinding({ endLine: 1, ...over });
  const run = sampleRun([sampleResult({ check: finding.check, verdict: "failed", findings: [finding] })]);
  const items = unpack(pageData(run, { lines: new Map([[finding.path, new Map([[1, LINE]])]]) }));
  return spans(LINE, items)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join("");
};

test("the page marks what each tool means, and nothing where that is not known", () => {
  const right = 'X = ("éééééééé", [undefined_a])';
  expect(marked({ check: "ruff", column: 18, endColumn: 29 })).toBe(right);
  expect(marked({ check: "typecheck", columnUnit: "unknown", column: 12, endColumn: 23 })).toBe(LINE);
  expect(marked({ check: "typecheck", columnUnit: "unknown", column: 12, endLine: 3, endColumn: 2 })).toBe(LINE);
});

test("the known lines of each file with findings are kept, in blocks that follow on", () => {
  const known = (...numbers: number[]) => new Map(numbers.map((number) => [number, `l${number}`]));
  const findings = [sampleFinding({ path: "b.py" }), sampleFinding({ path: "a.py" }), sampleFinding({ path: "c.py" })];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
  const lines = new Map(Object.entries({ "b.py": known(1, 2), "a.py": known(4, 3, 10), "other.py": known(1) }));
  const { source, texts } = pageData(run, { lines });
  expect(source.map(([path, first, block]) => [texts[path], first, block])).toEqual([
    ["a.py", 3, ["l3", "l4"]],
    ["a.py", 10, ["l10"]],
    ["b.py", 1, ["l1", "l2"]],
  ]);
});

import { expect, test } from "vitest";
import { unpack } from "../../../../page/items.ts";
import { spans } from "../../../../page/spans.ts";
import type { Finding } from "../../../../src/model/finding.ts";
import { excerptBlocks, pageData } from "../../../../src/report/html/pageData.ts";
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
  expect(marked({ check: "lint", column: 26, endColumn: 37 })).toBe(right);
  expect(marked({ check: "ruff", column: 18, endColumn: 29 })).toBe(right);
  expect(marked({ check: "typecheck", column: 12, endColumn: 23 })).toBe(LINE);
  expect(marked({ check: "typecheck", column: 12, endLine: 3, endColumn: 2 })).toBe(LINE);
});

const LINES = new Map([["a.py", new Map(Array.from({ length: 20 }, (_, index) => [index + 1, `l${index + 1}`]))]]);
const at = (line: number, path = "a.py") => sampleFinding({ path, line });

test("lines around findings are kept, each once, in blocks that follow on", () => {
  expect(excerptBlocks([at(1), at(4), at(12)], LINES)).toEqual([
    { path: "a.py", first: 1, texts: ["l1", "l2", "l3", "l4", "l5", "l6"] },
    { path: "a.py", first: 10, texts: ["l10", "l11", "l12", "l13", "l14"] },
  ]);
});

test("what is not known is left out", () => {
  expect(excerptBlocks([at(20), at(1, "b.py"), at(90)], LINES)).toEqual([
    { path: "a.py", first: 18, texts: ["l18", "l19", "l20"] },
  ]);
});

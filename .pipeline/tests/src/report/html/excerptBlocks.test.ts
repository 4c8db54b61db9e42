import { expect, test } from "vitest";
import { excerptBlocks } from "../../../../src/report/html/excerptBlocks.ts";
import { sampleFinding } from "../../../support/sampleRun.ts";

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

import { expect, test } from "vitest";
import type { Finding } from "../../../src/model/finding.ts";
import { sarifLocation } from "../../../src/report/sarifLocation.ts";
import { linesFrom } from "../../../src/sourceLines.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

interface Location {
  readonly artifactLocation: object;
  readonly region: object;
  readonly contextRegion?: { readonly snippet: { readonly text: string } };
}

const located = (finding: Partial<Finding>, ...texts: readonly string[]) => {
  const lines = new Map([["src/main.py", linesFrom(texts.map((text, at) => [at + 1, text] as const))]]);
  return sarifLocation(sampleFinding(finding), lines) as Location;
};

test.each([
  [{}, { startLine: 1, startColumn: 8 }],
  [
    { endLine: 1, endColumn: 10 },
    { startLine: 1, startColumn: 8, endLine: 1, endColumn: 10 },
  ],
  [{ endLine: 3 }, { startLine: 1, startColumn: 8, endLine: 3 }],
  [
    { endLine: 1, endColumn: 7 },
    { startLine: 1, startColumn: 8 },
  ],
  [
    { line: 5, endLine: 4, endColumn: 99 },
    { startLine: 5, startColumn: 8 },
  ],
])("the end of %j is written only when it comes after the start", (finding, region) => {
  expect(located(finding).region).toEqual(region);
});

test("a path is relative to a root that is named", () => {
  const { artifactLocation } = located({ path: "src/a b/#1?.py" });
  expect(artifactLocation).toEqual({ uri: "src/a%20b/%231%3F.py", uriBaseId: "SRCROOT" });
});

test("the lines of a finding stand beside it when all are known, with nothing in them that a terminal obeys", () => {
  const lines = ["import os", "print(\x1b[2J)"];
  const region = { startLine: 1, endLine: 2, snippet: { text: "import os\nprint(\\x1b[2J)" } };
  expect(located({ endLine: 2, endColumn: 1 }, ...lines).contextRegion).toEqual(region);
  expect(located({ endLine: 3 }, ...lines).contextRegion).toBeUndefined();
  expect(located({ path: "src/other.py" }, ...lines).contextRegion).toBeUndefined();
});

test("a snippet is the file's text: tabs stay, and there is none where a line was cut", () => {
  const snippet = (...texts: readonly string[]) => located({ endLine: texts.length }, ...texts).contextRegion?.snippet;
  expect(snippet("\tif x:\t# y")).toEqual({ text: "\tif x:\t# y" });
  expect(snippet("x".repeat(400))?.text).toHaveLength(400);
  expect(snippet("x".repeat(401))).toBeUndefined();
  expect(snippet("short", "x".repeat(401))).toBeUndefined();
});

test("columns count code points, and are left out where nobody knows what they count", () => {
  const region = (over: Partial<Finding>) => located({ endLine: 1, ...over }, 'X = ("éééééééé", undefined_a)').region;
  const columns = { startLine: 1, startColumn: 18, endLine: 1, endColumn: 29 };
  expect(region({ check: "lint", column: 26, endColumn: 37 })).toEqual(columns);
  expect(region({ check: "ruff", column: 18, endColumn: 29 })).toEqual(columns);
  expect(region({ check: "typecheck", column: 12, endColumn: 23 })).toEqual({ startLine: 1, endLine: 1 });
});

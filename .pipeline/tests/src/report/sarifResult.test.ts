import { expect, test } from "vitest";
import { linesFrom } from "../../../src/flow/sourceLines.ts";
import type { Finding } from "../../../src/model.ts";
import { sarifFixes, sarifLocation } from "../../../src/report/sarifResult.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

interface Location {
  readonly artifactLocation: object;
  readonly region: { readonly snippet?: { readonly text: string } };
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

test("a region has its own text, and the lines around it, if all are known, without anything that a terminal interprets", () => {
  const lines = ["import os", "print(\x1b[2J)", "", "end"];
  expect(located({ endLine: 2, endColumn: 4 }, ...lines)).toMatchObject({
    region: { startLine: 1, endLine: 2, endColumn: 4, snippet: { text: "os\npri" } },
    contextRegion: { startLine: 1, endLine: 3, snippet: { text: "import os\nprint(\\x1b[2J)\n" } },
  });
  expect(located({ line: 2, column: 1 }, ...lines)).toMatchObject({
    region: { snippet: { text: "print(\\x1b[2J)" } },
    contextRegion: { startLine: 1, endLine: 3 },
  });
  for (const unknown of [{ endLine: 9 }, { path: "src/other.py" }]) {
    expect(located(unknown, ...lines).region.snippet).toBeUndefined();
    expect(located(unknown, ...lines).contextRegion).toBeUndefined();
  }
});

test("there is no context that is no more than the region, and no text of an empty region", () => {
  expect(located({ column: 1 }, "import os").contextRegion).toBeUndefined();
  expect(located({ column: 1 }, "\ufeffimport os").contextRegion).toBeUndefined();
  expect(located({}, "import os").contextRegion?.snippet.text).toBe("import os");
  expect(located({ column: 10 }, "import os").region.snippet).toBeUndefined();
});

test("a snippet is the file's text: tabs stay, a byte order mark does not count, and there is none where a line was cut", () => {
  const snippet = (...texts: readonly string[]) =>
    located({ column: 1, endLine: texts.length }, ...texts).region.snippet?.text;
  expect(snippet("\tif x:\t# y")).toBe("\tif x:\t# y");
  expect(snippet("\ufeffimport os")).toBe("import os");
  expect(snippet("x".repeat(400))).toHaveLength(400);
  expect(snippet("x".repeat(401))).toBeUndefined();
  expect(snippet("short", "x".repeat(401))).toBeUndefined();
  expect(located({ line: 2, column: 1 }, "x".repeat(401), "b", "c").contextRegion).toEqual({
    startLine: 2,
    endLine: 3,
    snippet: { text: "b\nc" },
  });
});

test("columns count code points, and are left out if their unit is unknown", () => {
  const region = (over: Partial<Finding>) => located({ endLine: 1, ...over }, 'X = ("éééééééé", undefined_a)').region;
  const columns = { startLine: 1, startColumn: 18, endLine: 1, endColumn: 29, snippet: { text: "undefined_a" } };
  expect(region({ check: "ruff", column: 18, endColumn: 29 })).toEqual(columns);
  expect(region({ check: "typecheck", columnUnit: "unknown", column: 12, endColumn: 23 })).toEqual({
    startLine: 1,
    endLine: 1,
    snippet: { text: 'X = ("éééééééé", undefined_a)' },
  });
});

const removal = { line: 1, column: 1, endLine: 2, endColumn: 1, text: "" };
const insertion = { line: 4, column: 3, endLine: 4, endColumn: 3, text: "\tNone\n" };

test("the edits of a tool are a fix, in the same units", () => {
  const fix = (safe: boolean) => sarifFixes(sampleFinding({ fix: { safe, edits: [removal, insertion] } }));
  expect(fix(true)).toEqual({
    fixes: [
      {
        description: { text: "The tool's own fix." },
        artifactChanges: [
          {
            artifactLocation: { uri: "src/main.py", uriBaseId: "SRCROOT" },
            replacements: [
              { deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 } },
              {
                deletedRegion: { startLine: 4, startColumn: 3, endLine: 4, endColumn: 3 },
                insertedContent: { text: "\tNone\n" },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(JSON.stringify(fix(false))).toContain("it may change what the code does");
});

test.each([
  ["without edits", { fix: { safe: true, edits: [] } }],
  ["whose columns count nobody knows what", { columnUnit: "unknown", fix: { safe: true, edits: [removal] } }],
  [
    "that inserts what a viewer would hide",
    { fix: { safe: true, edits: [removal, { ...insertion, text: "\u202e" }] } },
  ],
  ["of no tool", {}],
] as const)("there is none for a fix %s", (_, finding) => {
  expect(sarifFixes(sampleFinding(finding))).toEqual({});
});

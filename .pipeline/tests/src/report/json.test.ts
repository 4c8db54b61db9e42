import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { renderJson } from "../../../src/report/reports.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const schema = JSON.parse(readFileSync(new URL("../../../schema/run.schema.json", import.meta.url), "utf8"));
const accepts = new Ajv({ strict: true, strictRequired: true, allErrors: true }).compile(schema);

test("the whole run is there, with a newline at the end", () => {
  const run = sampleRun([
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: "failed",
      reason: "why",
      files: 12,
      notices: ["n"],
      findings: [sampleFinding({ columnUnit: "unknown", url: "https://a.example", opinion: true })],
    }),
  ]);
  expect(renderJson(run)).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "verdict": "failed",
      "totals": {
        "passed": 0,
        "failed": 1,
        "broken": 0,
        "skipped": 0,
        "findings": 1
      },
      "python": {
        "wanted": "3.13",
        "used": "3.13.0"
      },
      "durationMs": 10200,
      "notices": [],
      "results": [
        {
          "title": "Ruff",
          "findings": [
            {
              "check": "ruff",
              "rule": "F401",
              "severity": "warning",
              "path": "src/main.py",
              "line": 1,
              "column": 8,
              "message": "\`os\` imported but unused",
              "url": "https://a.example",
              "opinion": true
            }
          ],
          "notices": [
            "n"
          ],
          "durationMs": 1000,
          "cached": false,
          "check": "ruff",
          "verdict": "failed",
          "reason": "why",
          "files": 12
        }
      ]
    }
    "
  `);
});

test("a rich run parses back to itself and satisfies the schema", () => {
  const parsed = JSON.parse(renderJson(RICH_RUN));
  expect(parsed).toEqual(RICH_RUN);
  expect(accepts(parsed), JSON.stringify(accepts.errors)).toBe(true);
});

test("the schema knows tests, and what was compared", () => {
  const tests = [
    { name: "test_a", file: "tests/test_a.py", seconds: 0.1, outcome: "passed" },
    { name: "test_b", class: "TestB", file: "tests/test_a.py", seconds: 0, outcome: "skipped", message: "not now" },
  ] as const;
  const finding = sampleFinding({
    state: "new",
    fix: { safe: true, edits: [{ line: 1, column: 1, endLine: 2, endColumn: 1, text: "" }] },
  });
  const result = sampleResult({
    check: "test",
    verdict: "failed",
    tests,
    findings: [finding],
    fixed: [sampleFinding()],
  });
  const run = sampleRun([result], { comparison: { with: "revision", name: "main" } });
  expect(accepts(JSON.parse(renderJson(run))), JSON.stringify(accepts.errors)).toBe(true);
  const odd = sampleResult({ check: "test", verdict: "passed", tests: [{ ...tests[0], outcome: "odd" as "passed" }] });
  expect(accepts(JSON.parse(renderJson(sampleRun([odd]))))).toBe(false);
});

test("the schema knows an opinion as one that is, not as one that is not", () => {
  const withOpinion = (opinion: unknown) => {
    const root = JSON.parse(renderJson(RICH_RUN));
    root.results[0].findings[0].opinion = opinion;
    return accepts(root);
  };
  expect([withOpinion(true), withOpinion(false), withOpinion("yes")]).toEqual([true, false, false]);
});

test("no escape sequence reaches a terminal that the JSON is printed to", () => {
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "broken", reason: "\x9b2J\x1b[2J\u202e" })]);
  expect(renderJson(run)).toContain('"\\u009b2J\\u001b[2J\\u202e"');
});

// Every object of the format, by a path into the parsed run.
const OBJECTS: readonly (readonly (string | number)[])[] = [
  [],
  ["totals"],
  ["python"],
  ["results", 0],
  ["results", 3, "findings", 0],
];
const OPTIONAL = new Set(["reason", "endLine", "endColumn", "url"]);

test.each(OBJECTS.map((path) => [path.join(".") || "run", path] as const))(
  "the schema wants just the known keys in %s",
  (_, path) => {
    const parsed = () => {
      const root = JSON.parse(renderJson(RICH_RUN));
      return { root, object: path.reduce((at, key) => at[key], root) as Record<string, unknown> };
    };
    const more = parsed();
    more.object.more = 1;
    expect(accepts(more.root)).toBe(false);
    const keys = Object.keys(parsed().object);
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      const less = parsed();
      delete less.object[key];
      expect(accepts(less.root), key).toBe(OPTIONAL.has(key));
    }
  },
);

test.each([
  ["a line 0", ["results", 0, "findings", 0, "line"], 0],
  ["a severity that there is not", ["results", 0, "findings", 0, "severity"], "fatal"],
  ["a verdict that there is not", ["verdict"], "ok"],
  ["another version", ["version"], 2],
] as const)("the schema refuses %s", (_, path, value) => {
  const root = JSON.parse(renderJson(RICH_RUN));
  const parent = path.slice(0, -1).reduce((at, key) => at[key], root);
  parent[path.at(-1) as string] = value;
  expect(accepts(root)).toBe(false);
});

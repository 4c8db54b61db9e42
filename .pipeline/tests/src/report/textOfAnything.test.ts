import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../../src/model.ts";
import { printable } from "../../../src/report/safeText.ts";
import { PLAIN, renderText } from "../../../src/report/text.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("\x1b", "[", "2", "J", "\r", "\n", "\x07", "\x9b", "\u202e", "\ud800", " ", "a", "\t"),
  }),
);
const finding: fc.Arbitrary<Finding> = fc
  .record({
    rule: text,
    severity: fc.constantFrom("error" as const, "warning" as const, "info" as const),
    path: text,
    line: fc.integer({ min: 1 }),
    column: fc.integer({ min: 1 }),
    message: text,
    url: text,
  })
  .map(sampleFinding);
const run = fc
  .tuple(fc.array(finding), text, text, text)
  .map(([findings, reason, notice, title]) =>
    sampleRun(
      [
        sampleResult({ check: "ruff", title, verdict: "failed", findings, reason, notices: [notice] }),
        sampleResult({ check: "lint", title, verdict: "broken", reason }),
      ],
      { notices: [notice], python: { wanted: "3.13", used: notice } },
    ),
  );

// What a terminal may act on, and what turns or hides the text around it.
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;

test("whatever tools say, nothing that a terminal obeys gets through and no line ends in a space", () => {
  fc.assert(
    fc.property(run, fc.boolean(), (any, verbose) => {
      const report = renderText(any, PLAIN, { verbose });
      expect(report).not.toMatch(UNSAFE);
      expect(report).not.toMatch(/ $/m);
    }),
  );
});

test("each finding is on one line with its path, line and column, and the totals count them all", () => {
  fc.assert(
    fc.property(run, (any) => {
      const lines = renderText(any).split("\n");
      const findings = any.results.flatMap((result) => result.findings);
      for (const { path, line, column, severity } of findings) {
        const start = `  ${printable(path)}:${line}:${column}`;
        expect(lines.some((found) => found.startsWith(start) && found.includes(` ${severity} `))).toBe(true);
      }
      expect(lines.filter((line) => line.endsWith(" (ruff)"))).toHaveLength(any.totals.findings);
      const total = new RegExp(`^${any.totals.findings} findings? |^10\\.2 s`);
      expect(lines.some((line) => total.test(line))).toBe(true);
      expect(lines.at(-2)).toMatch(/^ruff failed.* · lint broken$/);
    }),
  );
});

test("a rule's address becomes a link only when it is http(s) and holds nothing else", () => {
  const links: string[] = [];
  const link = (word: string, url: string) => {
    links.push(url);
    return word;
  };
  const urls = [
    "https://a.example/x#y",
    "javascript:alert(1)",
    "https://a.example/\x1b\\",
    "https://a b",
    "file:///etc/passwd",
  ];
  const findings = urls.map((url) => sampleFinding({ url }));
  renderText(sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]), { ...PLAIN, link });
  expect(links).toEqual(["https://a.example/x#y"]);
});

test("20,000 findings are written without delay", () => {
  const findings = Array.from({ length: 20_000 }, (_, at) =>
    sampleFinding({ path: `src/m${at % 500}.py`, line: at + 1 }),
  );
  const report = renderText(sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]));
  expect(report.split("\n").length).toBeGreaterThan(20_000);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../../../src/model.ts";
import { printable } from "../../../src/report/safeText.ts";
import type { TextOptions } from "../../../src/report/text/options.ts";
import { PLAIN } from "../../../src/report/text/style.ts";
import { width } from "../../../src/report/text/wrap.ts";
import { renderText } from "../../../src/report/text.ts";
import { READERS } from "../../support/readReport.ts";
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
    fix: fc.option(
      fc.record({ safe: fc.boolean(), text }).map(({ safe, text: added }) => ({ added, safe })),
      { nil: undefined },
    ),
  })
  .map(({ fix, ...rest }) => {
    const place = { line: rest.line, column: 1, endLine: rest.line, endColumn: 1 };
    return sampleFinding({ ...rest, ...(fix && { fix: { safe: fix.safe, edits: [{ ...place, text: fix.added }] } }) });
  });
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

/** The source has whatever text, and so have fixes. */
const options: fc.Arbitrary<TextOptions> = fc
  .record({
    source: text,
    verbose: fc.boolean(),
    statistics: fc.boolean(),
    output: fc.constantFrom("full" as const, "concise" as const),
    limit: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ source, ...rest }) => ({
    ...rest,
    lines: (findings) =>
      new Map(
        findings.map(({ path, line }) => [path, new Map([line - 1, line, line + 1].map((number) => [number, source]))]),
      ),
    next: { fix: "drydock fix", all: "drydock report --open" },
  }));

// What a terminal may act on, and what turns or hides the text around it.
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;

test("whatever tools say, nothing that a terminal obeys gets through and no line ends in a space", () => {
  fc.assert(
    fc.property(run, options, (any, given) => {
      const report = renderText(any, PLAIN, given);
      expect(report).not.toMatch(UNSAFE);
      expect(report).not.toMatch(/ $/m);
    }),
  );
});

test("no line is wider than the terminal", () => {
  fc.assert(
    fc.property(run, options, fc.integer({ min: 40, max: 120 }), (any, given, columns) => {
      const lines = renderText(any, PLAIN, { ...given, width: columns }).split("\n");
      expect(lines.filter((line) => width(line) > columns)).toEqual([]);
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
      expect(READERS.text(lines.join("\n")).findings).toBe(any.totals.findings);
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

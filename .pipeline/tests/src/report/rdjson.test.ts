import fc from "fast-check";
import { marked } from "marked";
import { expect, test } from "vitest";
import type { CheckResult, Finding, Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { renderRdjson } from "../../../src/report/rdjson.ts";
import { printableLines } from "../../../src/report/safeText.ts";
import { anyRun } from "../../support/anyRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { schemaErrors } from "../../support/schemaErrors.ts";

const render = (run: Run, context: ReportContext = { lines: new Map() }) => renderRdjson(run, context);

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly range: object };
  readonly severity: string;
  readonly source: { readonly name: string };
  readonly code?: { readonly value: string; readonly url?: string };
}

const faults = schemaErrors("rdjson.json");
const read = (run: Run): readonly Diagnostic[] => JSON.parse(render(run)).diagnostics;
const one = (finding: Partial<Finding>, over: Partial<CheckResult> = {}) => {
  const findings = [sampleFinding(finding)];
  return read(sampleRun([sampleResult({ check: "ruff", title: "Ruff", verdict: "failed", findings, ...over })])).at(-1);
};

test("a rich run is written in full", async () => {
  await expect(render(RICH_RUN)).toMatchFileSnapshot("../../fixtures/report/rdjson-rich.json");
});

test("whatever tools say, it is a DiagnosticResult with a diagnostic per finding, per notice and per check that none speaks for", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const json = render(run);
      // Go's protobuf refuses half a surrogate pair.
      expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]|\p{Cs}/u);
      expect(faults(JSON.parse(json))).toEqual([]);
      const silent = run.results.filter((result) => result.verdict !== "passed" && failingFindings(result).size === 0);
      const notices = run.results.flatMap((result) => result.notices);
      expect(read(run)).toHaveLength(run.totals.findings + silent.length + notices.length);
    }),
  );
});

test("the schema refuses a diagnostic without a location, and keys that there are not", () => {
  const [diagnostic] = read(RICH_RUN);
  const result = (over: object) => ({ source: { name: "x" }, diagnostics: [{ ...diagnostic, ...over }] });
  expect(faults(result({}))).toEqual([]);
  expect(faults(result({ location: undefined }))).not.toEqual([]);
  expect(faults(result({ more: 1 }))).not.toEqual([]);
});

test.each([
  ["broken", "ERROR", "Ruff is broken: why"],
  ["skipped", "WARNING", "Ruff is skipped: why"],
  ["failed", "ERROR", "Ruff failed: why"],
] as const)("a check that is %s without a finding is a diagnostic of Drydock's", (verdict, severity, message) => {
  const run = sampleRun([sampleResult({ check: "ruff", title: "Ruff", verdict, reason: "why" })]);
  const location = { path: "drydock", range: { start: { line: 1 } } };
  expect(read(run)).toEqual([{ message, location, severity, source: { name: "Ruff" } }]);
});

test.each([
  [{}, { start: { line: 1, column: 8 } }],
  [
    { endLine: 1, endColumn: 10 },
    { start: { line: 1, column: 8 }, end: { line: 1, column: 10 } },
  ],
  [{ endLine: 3 }, { start: { line: 1 }, end: { line: 3 } }],
  [{ endLine: 1 }, { start: { line: 1, column: 8 } }],
  [{ line: 4, endLine: 3, endColumn: 1 }, { start: { line: 4, column: 8 } }],
])("the range of %j has an end only where it means what was found", (finding, range) => {
  expect(one(finding)?.location).toEqual({ path: "src/main.py", range });
});

test("columns count bytes, and are left out if their unit is unknown", () => {
  const lines = new Map([["src/main.py", new Map([[1, 'X = ("éééééééé", undefined_a)']])]]);
  const range = (over: Partial<Finding>) => {
    const findings = [sampleFinding({ endLine: 1, ...over })];
    const run = sampleRun([sampleResult({ check: "lint", verdict: "failed", findings })]);
    return JSON.parse(render(run, { lines })).diagnostics[0].location.range;
  };
  const bytes = { start: { line: 1, column: 26 }, end: { line: 1, column: 37 } };
  expect(range({ check: "ruff", column: 18, endColumn: 29 })).toEqual(bytes);
  expect(range({ check: "typecheck", columnUnit: "unknown", column: 12, endColumn: 23 })).toEqual({
    start: { line: 1 },
  });
  expect(range({ check: "typecheck", columnUnit: "unknown", column: 12, endLine: 2, endColumn: 1 })).toEqual({
    start: { line: 1 },
    end: { line: 2 },
  });
});

test.each([
  ["failed", "error", "ERROR"],
  ["failed", "warning", "WARNING"],
  ["failed", "info", "INFO"],
  ["passed", "error", "WARNING"],
] as const)("in a check that %s, severity %s is %s", (verdict, severity, level) => {
  expect(one({ severity }, { verdict })?.severity).toBe(level);
});

test("a rule has the address of its documentation, with no bracket that ends a link", () => {
  const url = "https://docs.example/a(b)";
  expect(one({ rule: "arg-type", url })?.code).toEqual({ value: "arg-type", url: "https://docs.example/a%28b%29" });
  expect(one({ url: "javascript:alert(1)" })?.code).toEqual({ value: "F401" });
});

test.each([
  ["`os` imported but unused", "`os` imported but unused"],
  ["Unused variable 'a_b' (line 3)", "Unused variable 'a_b' (line 3)"],
  ["__init__ of @all", "`__init__ of @all`"],
  ["see https://evil.example", "`see https://evil.example`"],
  ["`a` <b>", "`` `a` <b> ``"],
  ["a\n/merge", "\n```\na\n/merge\n```"],
  ["a\n```\n@all", "\n````\na\n```\n@all\n````"],
])("%j is written as text that Markdown leaves alone", (message, written) => {
  expect(one({ message })?.message).toBe(written);
});

test("whatever a message contains, its Markdown is only a code element with the message", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const said = run.results.flatMap((result) => result.findings);
      for (const finding of said) {
        const words = printableLines(finding.message).join("\n");
        if (words === "") continue;
        const written = one({ message: finding.message })?.message ?? "";
        const html = marked.parse(`Ruff ${written}`, { async: false });
        expect(html.match(/<(?!\/?(?:p|code|pre)>)[^>]*>/g)).toBeNull();
        if (written.includes(words) && written !== words) expect(html).toMatch(/<code>/);
      }
    }),
  );
});

test("existing findings make no comments", () => {
  const findings = [sampleFinding({ state: "existing" }), sampleFinding({ path: "b.py", state: "new" })];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
  const { diagnostics } = JSON.parse(renderRdjson(run, { lines: new Map() }));
  expect(diagnostics.map(({ location }: { location: { path: string } }) => location.path)).toEqual(["b.py"]);
});

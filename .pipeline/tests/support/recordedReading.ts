import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Parse, ParseContext } from "../../src/checks/rows.ts";
import type { Finding, Output } from "../../src/model.ts";

/** What a parser must make of a recorded scenario; what is left out is empty. Findings as `path:line:column-line:column severity rule`. */
export interface Expected {
  readonly findings?: readonly string[];
  readonly problems?: readonly RegExp[];
  readonly warnings?: readonly RegExp[];
  readonly notices?: readonly RegExp[];
  readonly files?: number;
}

/** The recordings were made in this folder. */
export const CONTEXT: ParseContext = { check: "the-check", cwd: "/app/src", prefix: "src" };

/** The files of the scenario `odd-names`, all with the same content. */
export const ODD_NAMES = [
  "a b.py",
  'it\'s "q".py',
  "new\nline.py",
  "-dash.py",
  "<b>.py",
  "é.py",
  "back\\slash.py",
  "odd dir/in side.py",
];

const fixtures = join(import.meta.dirname, "../fixtures");

/** The output of a tool as recordFixtures.ts recorded it. */
export function recordedOutput(tool: string, scenario: string): Output {
  const { code, stdout, stderr } = JSON.parse(readFileSync(join(fixtures, tool, `${scenario}.json`), "utf8"));
  return { step: tool, end: { kind: "exit", code }, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
}

/** An output as a tool would give it. */
export function outputOf(code: number, stdout: string, stderr = ""): Output {
  return { step: "step", end: { kind: "exit", code }, stdout, stderr };
}

/** One test per recorded scenario of a tool, and one that none was forgotten. */
export function describeRecordings(tool: string, parse: Parse, rows: Readonly<Record<string, Expected>>): void {
  describe(`what ${tool} was recorded to say`, () => {
    it("has an expectation for each recorded scenario", () => {
      const recorded = readdirSync(join(fixtures, tool)).map((name) => name.replace(/\.json$/, ""));
      expect(Object.keys(rows).sort()).toEqual(recorded.sort());
    });

    it.each(Object.entries(rows))("is understood: %s", (scenario, row) => {
      const reading = parse(recordedOutput(tool, scenario), CONTEXT);
      expect(reading.findings.map(inOneLine).sort()).toEqual([...(row.findings ?? [])].sort());
      expectEach(reading.problems, row.problems ?? []);
      expectEach(reading.warnings ?? [], row.warnings ?? []);
      expectEach(reading.notices, row.notices ?? []);
      if (row.files !== undefined) expect(reading.files).toBe(row.files);
      expect(JSON.stringify(reading)).not.toContain(CONTEXT.cwd);
    });
  });
}

function inOneLine(finding: Finding): string {
  const end = [finding.endLine, finding.endColumn].filter((part) => part !== undefined).join(":");
  return `${finding.path}:${finding.line}:${finding.column}${end && "-"}${end} ${finding.severity} ${finding.rule}`;
}

function expectEach(texts: readonly string[], patterns: readonly RegExp[]): void {
  expect(texts, `${texts.join("\n")}\n…against ${patterns.join(" ")}`).toHaveLength(patterns.length);
  patterns.forEach((pattern, index) => {
    expect(texts[index]).toMatch(pattern);
  });
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBlack } from "../../../src/checks/black.ts";
import { parseHadolint } from "../../../src/checks/hadolint.ts";
import { parseMypy } from "../../../src/checks/mypy.ts";
import { parsePhplint } from "../../../src/checks/phplint.ts";
import { parsePylint } from "../../../src/checks/pylint.ts";
import { parseRuff, parseRuffFormat } from "../../../src/checks/ruff.ts";
import type { End } from "../../../src/model.ts";
import { CONTEXT, recordedOutput } from "../../support/recordedReading.ts";

const PARSERS = {
  black: parseBlack,
  mypy: parseMypy,
  phplint: parsePhplint,
  hadolint: parseHadolint,
  pylint: parsePylint,
  ruff: parseRuff,
  "ruff-format": parseRuffFormat,
};
const words = fc.constantFrom(
  '{"messages":',
  '[{"filename":"/app/src/a.py","location":',
  '{"file":"a.py","line":',
  '{"found":[{"path":"a.php","kind":"Parse error",',
  "would reformat /app/src/",
  "error: cannot ",
  "error: cannot parse: a.py:1:2\n    x\n   ^\n",
  "--- a\t2026-01-01 00:00:00.0+00:00\n",
  "@@ -1 +1 @@\n",
  "1 file would be reformatted.",
  "null",
  "}",
  "]",
  "\n",
  "warning: ",
  "\0",
  "\ud800",
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(words, fc.json(), fc.string()), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.json(),
);
const end: fc.Arbitrary<End> = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((code): End => ({ kind: "exit", code })),
  fc.constant<End>({ kind: "signal", name: "SIGKILL" }),
);

describe.each(Object.entries(PARSERS))("the parser of %s", (tool, parse) => {
  it("gives a reading with sane positions for whatever a tool prints", () => {
    fc.assert(
      fc.property(end, text, text, (end, stdout, stderr) => {
        const reading = parse({ step: tool, end, stdout, stderr }, CONTEXT);
        for (const finding of reading.findings) {
          expect(finding.line).toBeGreaterThan(0);
          expect(finding.column).toBeGreaterThan(0);
          expect(finding.rule).not.toBe("");
        }
        expect([...reading.problems, ...reading.notices]).not.toContain("");
      }),
    );
  });

  it("never takes a report that was cut off for the whole one", () => {
    const whole = recordedOutput(tool, "findings");
    const full = parse(whole, CONTEXT).findings.length;
    const [stdout, stderr] =
      tool === "black" ? [whole.stdout, whole.stderr.trimEnd()] : [whole.stdout.trimEnd(), whole.stderr];
    const length = (tool === "black" ? stderr : stdout).length;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: length - 1 }), (kept) => {
        const cut = tool === "black" ? { stderr: stderr.slice(0, kept) } : { stdout: stdout.slice(0, kept) };
        const reading = parse({ ...whole, ...cut }, CONTEXT);
        if (reading.findings.length < full && !atLineEnd(tool, stdout, kept)) expect(reading.problems).not.toEqual([]);
      }),
    );
  });
});

/** mypy has no end mark: a cut between two lines cannot be seen. */
function atLineEnd(tool: string, stdout: string, kept: number): boolean {
  return tool === "mypy" && kept > 0 && (stdout[kept] === "\n" || stdout[kept - 1] === "\n");
}

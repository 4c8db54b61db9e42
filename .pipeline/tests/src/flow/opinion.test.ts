import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/model.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { exit, judged, stepThat } from "../../support/judging.ts";
import { planInput } from "../../support/planning.ts";
import { sampleFinding } from "../../support/sampleRun.ts";

const note = sampleFinding({ severity: "info" });

describe("an opinion", () => {
  const gate = stepThat({}, { id: "gate" });
  const opinion = (findings: Finding[], problems: string[] = []) =>
    stepThat(
      { findings, problems, notices: ["a word of the opinion"] },
      { id: "opinion", role: "opinion", tool: "black" },
    );
  const unformatted = sampleFinding({ rule: "unformatted" });

  test("is a note and fails nothing, whatever the gate", () => {
    for (const gates of [{}, { ruff: "info" }] as const) {
      const result = judged(
        [
          [gate, exit(0)],
          [opinion([unformatted]), exit(1)],
        ],
        planInput({}, { gates }),
      );
      expect(result).toMatchObject({
        verdict: "passed",
        findings: [{ rule: "unformatted", severity: "info", opinion: true }],
        notices: [],
      });
    }
  });

  test("is none of the findings that the gate counts, nor of those that reports blame", () => {
    const steps = [
      [stepThat({ findings: [note] }, { id: "gate" }), exit(0)],
      [opinion([unformatted]), exit(1)],
    ] as const;
    const result = judged(steps, planInput({}, { gates: { ruff: "info" } }));
    expect(result).toMatchObject({ verdict: "failed", reason: 'The gate of "ruff" is "info": 1 finding reaches it.' });
    expect([...failingFindings(result)]).toEqual([note]);
  });

  test("on anything but the formatting is left out, for the gate has told it", () => {
    const syntax = sampleFinding({ rule: "invalid-syntax", severity: "error" });
    expect(
      judged([
        [gate, exit(0)],
        [opinion([syntax]), exit(1)],
      ]),
    ).toMatchObject({ verdict: "passed", findings: [] });
  });

  test("that cannot be had costs a notice and nothing else", () => {
    const result = judged([
      [gate, exit(0)],
      [opinion([unformatted], ["bad option\nin line 3"]), exit(1)],
    ]);
    expect(result).toMatchObject({ verdict: "passed", findings: [], notices: ["black gave no opinion: bad option"] });
  });
});

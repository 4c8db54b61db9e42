import fc from "fast-check";
import { expect, test } from "vitest";
import type { Run } from "../../../src/model.ts";
import { renderCodeQuality } from "../../../src/report/codeQuality.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { printable } from "../../../src/report/safeText.ts";
import { anyRun } from "../../support/anyRun.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { movedRun } from "../../support/movedRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { schemaErrors } from "../../support/schemaErrors.ts";

interface Item {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const read = (run: Run): readonly Item[] => JSON.parse(renderCodeQuality(run));
const faults = schemaErrors("code-quality.json");
const prints = (run: Run) => read(run).map(({ fingerprint }) => fingerprint);

test("a rich run is written in full, checks without a verdict first", async () => {
  await expect(renderCodeQuality(RICH_RUN)).toMatchFileSnapshot("../../fixtures/report/codequality-rich.json");
});

test("a clean run is an empty array", () => {
  expect(renderCodeQuality(sampleRun([sampleResult({ check: "ruff", verdict: "passed" })]))).toBe("[]\n");
});

test.each([
  ["broken", "blocker", "Ruff is broken: No reason was given."],
  ["skipped", "info", "Ruff is skipped: No reason was given."],
  ["failed", "major", "Ruff failed: By the tool's own verdict."],
] as const)(
  "a check that is %s without a finding stands as %s in the file with its job",
  (verdict, severity, description) => {
    expect(read(sampleRun([sampleResult({ check: "ruff", title: "Ruff", verdict })]))).toMatchObject([
      {
        check_name: `ruff/${verdict}`,
        severity,
        description,
        location: { path: ".gitlab-ci.yml", lines: { begin: 1 } },
      },
    ]);
  },
);

test.each([
  ["error", "major"],
  ["warning", "minor"],
  ["info", "info"],
] as const)("a finding of severity %s is %s, also where it failed nothing", (severity, level) => {
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "passed", findings: [sampleFinding({ severity })] })]);
  expect(read(run)).toMatchObject([
    { severity: level, description: "F401: `os` imported but unused", location: { path: "src/main.py" } },
  ]);
});

test("whatever tools say, it is what GitLab documents, with an entry per finding and per check that none speaks for", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const items = read(run);
      expect(faults(items)).toEqual([]);
      const silent = run.results.filter((result) => result.verdict !== "passed" && failingFindings(result).size === 0);
      const notices = run.results.flatMap((result) => result.notices);
      expect(items).toHaveLength(run.totals.findings + silent.length + notices.length);
      for (const { description, check_name: name, location } of items) {
        for (const text of [name, location.path, ...description.split("\n")]) expect(printable(text)).toBe(text);
      }
      expect(new Set(prints(run)).size).toBe(items.length);
    }),
  );
});

test("the schema refuses an entry without a place or a fingerprint", () => {
  const [item] = read(RICH_RUN);
  for (const key of Object.keys(item ?? {})) expect(faults([{ ...item, [key]: undefined }])).not.toEqual([]);
});

test("fingerprints are unique over 20,000 findings and stay after lines were put in above", () => {
  const run = hugeRun(20_000);
  const before = prints(run);
  expect(new Set(before).size).toBe(20_000);
  expect(prints(movedRun(run, 7))).toEqual(before);
});

test("a check that breaks for another reason is another entry", () => {
  const of = (reason: string) => prints(sampleRun([sampleResult({ check: "ruff", verdict: "broken", reason })]))[0];
  expect(of("a")).not.toBe(of("b"));
});

test("existing findings are there too, with the same fingerprints: GitLab compares by itself", () => {
  const entries = (state: object) => {
    const findings = [sampleFinding(state), sampleFinding({ line: 2, path: "b.py" })];
    return renderCodeQuality(sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]));
  };
  expect(entries({ state: "existing" })).toBe(entries({}));
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { CheckResult, Finding, Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { renderSarif } from "../../../src/report/sarif.ts";
import { anyContext, anyRun } from "../../support/anyRun.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { schemaErrors } from "../../support/schemaErrors.ts";

const render = (run: Run, context: ReportContext = { lines: new Map() }) => renderSarif(run, context);

const faults = schemaErrors("sarif-2.1.0.json");
const LINES = new Map([
  [
    "src/main.py",
    new Map([
      [1, "import os"],
      [2, "print(\x1b[2J)"],
    ]),
  ],
]);

// biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
const read = (run: Run, lines = LINES): any => JSON.parse(render(run, { lines }));
const one = (finding: Partial<Finding>, over: Partial<CheckResult> = {}) =>
  read(sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding(finding)], ...over })]))
    .runs[0];

test("a rich run is written in full", async () => {
  const sarif = JSON.stringify(read(RICH_RUN), null, 2);
  await expect(`${sarif}\n`).toMatchFileSnapshot("../../fixtures/report/sarif-rich.json");
});

test("whatever tools say, it is SARIF 2.1.0 with all results, in a run per check", () => {
  fc.assert(
    fc.property(anyRun, anyContext, (run, { lines }) => {
      const sarif = JSON.parse(render(run, { lines }));
      expect(faults(sarif)).toEqual([]);
      // biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
      const counts = sarif.runs.slice(0, run.results.length).map(({ results }: any) => results.length);
      const counted = ({ findings, verdict }: CheckResult) => findings.length + (verdict === "broken" ? 1 : 0);
      expect(counts).toEqual(run.results.map(counted));
      for (const { results, tool } of sarif.runs) {
        for (const { ruleId, ruleIndex, locations } of results) {
          expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
          const { uri } = locations[0].physicalLocation.artifactLocation;
          expect(new URL(uri, "https://root.example/a/b/").origin).toBe("https://root.example");
          expect(uri).not.toMatch(/^[/\\]|^[^/]*:|[?#]/);
        }
        for (const { helpUri } of tool.driver.rules ?? []) expect(helpUri ?? "https://").toMatch(/^https?:\/\//);
      }
    }),
  );
});

test("the schema refuses what the standard does not know", () => {
  const sarif = read(RICH_RUN);
  sarif.runs[0].results[0].level = "info";
  sarif.runs[1].invocations[0].executionSuccessful = "yes";
  expect(faults(sarif)).toHaveLength(2);
});

test("a check that broke was no success, and says why; a skipped and a failed one say so too", () => {
  const said = (result: Partial<CheckResult> & Pick<CheckResult, "verdict">) => {
    const run = sampleRun([sampleResult({ check: "ruff", title: "Ruff", ...result })]);
    const [{ executionSuccessful, toolExecutionNotifications }] = read(run).runs[0].invocations;
    // biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
    return [executionSuccessful, ...toolExecutionNotifications.map((n: any) => `${n.level} ${n.message.text}`)];
  };
  expect(said({ verdict: "broken", reason: "a\nb" })).toEqual([false, "error Ruff is broken: a\nb"]);
  expect(said({ verdict: "skipped", reason: "a" })).toEqual([true, "warning Ruff is skipped: a"]);
  expect(said({ verdict: "failed", reason: "a" })).toEqual([true, "error Ruff failed: a"]);
  const findings = [sampleFinding()];
  expect(said({ verdict: "failed", reason: "a", findings, notices: ["b"] })).toEqual([true, "note a", "note b"]);
  expect(said({ verdict: "passed" })).toEqual([true]);
});

test.each([
  ["passed", "drydock/ruff/"],
  ["failed", "drydock/ruff/"],
  ["broken", "drydock/ruff/broken/"],
  ["skipped", "drydock/ruff/skipped/"],
] as const)("a check that is %s is uploaded as %s, so that without a verdict it closes no alert", (verdict, id) => {
  expect(one({}, { verdict, findings: [] }).automationDetails).toEqual({ id });
});

test("a broken check is also a result in a file, even next to its findings", () => {
  const { results, tool } = one({}, { title: "Ruff", verdict: "broken", reason: "bad option" });
  expect(results).toHaveLength(2);
  expect(results[0]).toMatchObject({
    ruleId: "broken",
    level: "error",
    message: { text: "Ruff is broken: bad option" },
    locations: [{ physicalLocation: { artifactLocation: { uri: ".config/drydock.json" }, region: { startLine: 1 } } }],
    partialFingerprints: { "drydock/v1": expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(results[1]).toMatchObject({ ruleId: "F401", ruleIndex: 1 });
  expect(tool.driver.rules).toMatchObject([{ id: "broken" }, { id: "F401" }]);
});

test("a check that is no longer broken closes the alert about it, and nothing else does", () => {
  const empty = (verdict: CheckResult["verdict"]) => {
    const { runs } = read(sampleRun([sampleResult({ check: "ruff", title: "Ruff", verdict })]));
    // biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
    return runs.slice(1).map((run: any) => [run.tool.driver.name, run.automationDetails.id, run.results]);
  };
  for (const verdict of ["passed", "failed", "skipped"] as const)
    expect(empty(verdict)).toEqual([["Ruff", "drydock/ruff/broken/", []]]);
  expect(empty("broken")).toEqual([]);
});

test("notices of the run stand once, with its first check", () => {
  const text = render(RICH_RUN);
  expect(text.split("Python 3.13 cannot be had here")).toHaveLength(2);
});

test("a finding includes its text, relative to a root that has a name but no location", () => {
  const { results, originalUriBaseIds } = one({});
  expect(results[0].locations).toMatchObject([{ physicalLocation: { region: { snippet: { text: "os" } } } }]);
  expect(originalUriBaseIds.SRCROOT).toEqual({ description: { text: expect.any(String) } });
});

test("a rule is listed once", () => {
  const findings = [sampleFinding(), sampleFinding({ line: 2 }), sampleFinding({ line: 3, rule: "E501" })];
  const run = one({}, { findings });
  expect(run.tool.driver.rules).toMatchObject([{ id: "F401" }, { id: "E501" }]);
  expect(run.results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 0, 1]);
});

test.each([
  ["failed", "error", "error"],
  ["failed", "warning", "warning"],
  ["failed", "info", "note"],
  ["broken", "error", "error"],
  ["broken", "warning", "warning"],
  ["passed", "error", "warning"],
  ["passed", "info", "note"],
] as const)("in a check that %s, severity %s is level %s", (verdict, severity, level) => {
  expect(one({ severity }, { verdict }).results.at(-1).level).toBe(level);
});

test("a message makes no link", () => {
  expect(one({ message: "[a](https://evil.example)" }).results[0].message.text).toBe("[a\\](https://evil.example)");
  expect(one({ message: "list[int]" }).results[0].message.text).toBe("list[int]");
});

test("fingerprints are unique over 20,000 findings of several checks", () => {
  const prints = read(hugeRun(20_000)).runs.flatMap(({ results }: { results: readonly Record<string, unknown>[] }) =>
    results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)),
  );
  expect(new Set(prints).size).toBe(20_000);
});

test("in a run that was compared each result says whether it is new, and what was fixed is a result too", () => {
  const again = sampleFinding({ line: 2 });
  const findings = [sampleFinding({ state: "existing" }), { ...again, state: "new" as const }];
  const compared = { comparison: { with: "revision", name: "main" } } as const;
  const result = sampleResult({ check: "ruff", verdict: "failed", findings, fixed: [sampleFinding({ line: 9 })] });
  const broken = sampleResult({ check: "lint", verdict: "broken" });
  const { runs } = read(sampleRun([result, broken], compared));
  // biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
  const states = runs.map(({ results }: any) => results.map(({ baselineState }: any) => baselineState));
  expect(states).toEqual([["unchanged", "new", "absent"], ["new"], []]);
  // biome-ignore lint/suspicious/noExplicitAny: read as any reader would.
  const prints = runs[0].results.map(({ partialFingerprints }: any) => partialFingerprints["drydock/v1"]);
  expect(new Set(prints).size).toBe(3);
  // Line 9 of today is another.
  expect(runs[0].results[2].locations[0].physicalLocation.region).toEqual({ startLine: 9, startColumn: 8 });
  expect(faults({ version: "2.1.0", runs })).toEqual([]);
  expect(one({}).results[0].baselineState).toBeUndefined();
});

test("says which state of which repository it is about, where that is known", () => {
  const about = { project: { name: "app", url: "https://gitlab.example/app" }, version: "1", tools: {} };
  const run = (more: object) =>
    JSON.parse(render(RICH_RUN, { lines: LINES, about: { ...about, ...more } })).runs[0].versionControlProvenance;
  const mappedTo = { uriBaseId: "SRCROOT" };
  expect(run({})).toEqual([{ repositoryUri: "https://gitlab.example/app", mappedTo }]);
  expect(run({ commit: { name: "1a2b" }, branch: { name: "main" } })).toMatchObject([
    { revisionId: "1a2b", branch: "main" },
  ]);
  expect(run({ project: { name: "app", url: "javascript:alert(1)" } })).toBeUndefined();
});

test("of more results than code scanning takes, the gravest are there, and the run says so", () => {
  const { results } = hugeRun(40_000);
  const findings = results.flatMap((result) => result.findings).map((finding) => ({ ...finding, check: "ruff" }));
  const worst = sampleFinding({ path: "z.py", severity: "error" });
  const fixed = [sampleFinding({ path: "a.py" })];
  const result = sampleResult({ check: "ruff", verdict: "failed", findings: [...findings, worst], fixed });
  const [run] = read(sampleRun([result])).runs;
  expect(run.results).toHaveLength(25_000);
  const levels = [...new Set(run.results.map(({ level }: { level: string }) => level))];
  expect(levels).toEqual(["error", "warning", "note"].slice(0, levels.length));
  const uris = JSON.stringify(run.results);
  expect(uris).toContain('"z.py"');
  expect(uris).not.toContain('"a.py"');
  const [{ toolExecutionNotifications: notes }] = run.invocations;
  expect(notes.at(-1).message.text).toBe("These are the 25000 gravest results of 40002: code scanning takes no more.");
});

test("a report that code scanning would not take has no excerpts, and says so", () => {
  const message = "long ".repeat(10_000);
  const findings = Array.from({ length: 1000 }, (_, at) => sampleFinding({ line: 1, column: at + 1, message }));
  const text = render(sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]), { lines: LINES });
  expect(text.length).toBeLessThan(40_000_000);
  expect(text).not.toContain('"snippet"');
  const [run] = JSON.parse(text).runs;
  expect(run.results).toHaveLength(500);
  expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
    { message: { text: "These are the 500 gravest results of 1000: code scanning takes no more." } },
    { message: { text: expect.stringMatching(/^Excerpts and fixes are left out/) } },
  ]);
});

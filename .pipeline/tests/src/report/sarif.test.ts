import fc from "fast-check";
import { expect, test } from "vitest";
import { linesFrom } from "../../../src/flow/sourceLines.ts";
import type { CheckResult, Finding, Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { renderSarif, sarifLocation } from "../../../src/report/sarif.ts";
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
  await expect(render(RICH_RUN, { lines: LINES })).toMatchFileSnapshot("../../fixtures/report/sarif-rich.json");
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
  expect(tool.driver.rules).toEqual([{ id: "broken" }, { id: "F401" }]);
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

test("a finding includes its lines, relative to a root that has a name but no location", () => {
  const { results, originalUriBaseIds } = one({});
  expect(results[0].locations).toMatchObject([
    { physicalLocation: { contextRegion: { snippet: { text: "import os" } } } },
  ]);
  expect(originalUriBaseIds.SRCROOT).toEqual({ description: { text: expect.any(String) } });
});

test("a rule is listed once, with its first valid URL", () => {
  const findings = [
    sampleFinding({ url: "javascript:alert(1)" }),
    sampleFinding({ line: 2, url: "https://docs.example/F401" }),
    sampleFinding({ line: 3, rule: "E501" }),
  ];
  const run = one({}, { findings });
  expect(run.tool.driver.rules).toEqual([{ id: "F401", helpUri: "https://docs.example/F401" }, { id: "E501" }]);
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

interface Location {
  readonly artifactLocation: object;
  readonly region: object;
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

test("a finding includes its lines if all are known, without anything that a terminal interprets", () => {
  const lines = ["import os", "print(\x1b[2J)"];
  const region = { startLine: 1, endLine: 2, snippet: { text: "import os\nprint(\\x1b[2J)" } };
  expect(located({ endLine: 2, endColumn: 1 }, ...lines).contextRegion).toEqual(region);
  expect(located({ endLine: 3 }, ...lines).contextRegion).toBeUndefined();
  expect(located({ path: "src/other.py" }, ...lines).contextRegion).toBeUndefined();
});

test("a snippet is the file's text: tabs stay, and there is none where a line was cut", () => {
  const snippet = (...texts: readonly string[]) => located({ endLine: texts.length }, ...texts).contextRegion?.snippet;
  expect(snippet("\tif x:\t# y")).toEqual({ text: "\tif x:\t# y" });
  expect(snippet("x".repeat(400))?.text).toHaveLength(400);
  expect(snippet("x".repeat(401))).toBeUndefined();
  expect(snippet("short", "x".repeat(401))).toBeUndefined();
});

test("columns count code points, and are left out if their unit is unknown", () => {
  const region = (over: Partial<Finding>) => located({ endLine: 1, ...over }, 'X = ("éééééééé", undefined_a)').region;
  const columns = { startLine: 1, startColumn: 18, endLine: 1, endColumn: 29 };
  expect(region({ check: "ruff", column: 18, endColumn: 29 })).toEqual(columns);
  expect(region({ check: "typecheck", columnUnit: "unknown", column: 12, endColumn: 23 })).toEqual({
    startLine: 1,
    endLine: 1,
  });
});

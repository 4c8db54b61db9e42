import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { linesFrom } from "../../src/flow/sourceLines.ts";
import type { CheckResult, Finding, Run } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { hugeRun } from "../support/hugeRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";
import { MULTITOOL } from "../support/sarifSetup.ts";

const folder = mkdtempSync(join(tmpdir(), "drydock-multitool-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What we cannot give. */
const OFF = {
  // Code scanning, whose rules are checked too, takes whole messages alone.
  "SARIF2002.ProvideMessageArguments": "Disabled",
  // It would ask each address of a rule over the network.
  "SARIF2006.UrisShouldBeReachable": "Disabled",
  // Rules have the names that their tools gave them.
  "SARIF2009.ConsiderConventionalIdentifierValues": "Disabled",
};
// A run without results has no rules, and a line that is not known no text; the program says so, as notes.
const NOTES = new Set(["SARIF2010", "SARIF2011", "SARIF2012"]);

/** What the program says about a report, by its own rules and by those that GitHub gave it. */
async function objections(run: Run, context: ReportContext): Promise<readonly string[]> {
  const [report, config, out] = ["report.sarif", "config.json", "out.sarif"].map((name) => join(folder, name));
  if (report === undefined || config === undefined || out === undefined) throw new RangeError("three files");
  writeFileSync(report, renderSarif(run, context));
  const options = Object.entries(OFF).map(([rule, level]) => [`${rule}.Options`, { RuleEnabled: level }]);
  writeFileSync(config, JSON.stringify(Object.fromEntries(options)));
  const levels = [
    "--max-file-size-in-kb",
    "50000",
    "--rule-kind",
    "Sarif;Ghas",
    "--level",
    "Error;Warning;Note",
    "--kind",
    "Fail;Review;Open",
  ];
  const env = { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
  await execa(MULTITOOL, ["validate", report, "-c", config, ...levels, "-o", out, "--log", "ForceOverwrite"], { env });
  const [said] = JSON.parse(readFileSync(out, "utf8").replace(/^\ufeff/, "")).runs;
  return said.results.map(
    ({ ruleId, level = "warning", message }: { ruleId: string; level?: string; message: { arguments: string[] } }) =>
      `${level} ${ruleId} ${message.arguments.join(" ")}`,
  );
}

const about = {
  project: { name: "app", url: "https://gitlab.example/g/app" },
  branch: { name: "main" },
  commit: { name: "1a2b3c4d" },
  version: "0.2.0",
  tools: { pylint: "4.0.4", black: "25.11.0", mypy: "1.19.0", ruff: "0.14.8", pytest: "9.0.1" },
};
const TEXT = Array.from({ length: 20 }, (_, at) => [at + 1, `value_${at} = "é" + undefined_name  # ${"x".repeat(90)}`]);
const lines = new Map(
  ["src/main.py", "src/words/choose.py"].map((path) => [path, linesFrom(TEXT as [number, string][])] as const),
);

const edit = { line: 2, column: 1, endLine: 3, endColumn: 1, text: "" };
const finding = (over: Partial<Finding>) =>
  sampleFinding({ url: "https://docs.astral.sh/ruff/rules/unused-import", ...over });
const result = (over: Partial<CheckResult>) =>
  sampleResult({ check: "ruff", title: "Ruff", verdict: "failed", ...over });
const COMPARED: Run = sampleRun(
  [
    result({
      findings: [
        finding({ line: 2, column: 1, state: "new", fix: { safe: true, edits: [edit] } }),
        finding({ line: 3, column: 4, endLine: 3, endColumn: 9, state: "existing" }),
        finding({ line: 4, column: 1, endLine: 6, state: "existing", rule: "misc", severity: "error" }),
        finding({ line: 5, column: 2, columnUnit: "unknown", state: "new", rule: "DL3008", severity: "info" }),
        finding({ line: 7, column: 8, state: "new", message: "See [this](https://a.example) {0}\nand more" }),
      ],
      fixed: [finding({ line: 9 }), finding({ path: "src/was/ä b#.py" })],
    }),
    result({ check: "lint", title: "Pylint", verdict: "broken", reason: "bad option" }),
  ],
  { comparison: { with: "revision", name: "main (1a2b3c4d)" } },
);

test.each([
  ["with every verdict", RICH_RUN],
  ["that was compared, with fixes", COMPARED],
  ["of 2,000 findings", hugeRun(2000)],
])("Microsoft's validator finds nothing, GitHub's rules included, in a run %s", async (_, run) => {
  const said = await objections(run, { lines, about });
  expect(said.filter((one) => !(one.startsWith("note ") && NOTES.has(one.split(" ")[1] ?? "")))).toEqual([]);
});

test("it would find what is wrong", async () => {
  const said = await objections(COMPARED, { lines });
  expect(said.map((one) => one.split(" ", 2).join(" "))).toContain("warning SARIF2005");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { CheckResult, Finding, Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { renderGithubAnnotations } from "../../../src/report/githubAnnotations.ts";
import { printable, printableLines } from "../../../src/report/safeText.ts";
import { anyRun } from "../../support/anyRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const render = (run: Run, context: ReportContext = { lines: new Map() }) => renderGithubAnnotations(run, context);

interface Command {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads a line of a log as GitHub documents its commands: properties up to the next `::`, values unescaped after the split. */
function command(line: string): Command {
  const [, level = "", given = "", message = ""] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const properties = given.split(",").map((pair): [string, string] => {
    const [name = "", ...value] = pair.split("=");
    return [name, unescaped(value.join("="), { "%3A": ":", "%2C": "," })];
  });
  return { level, properties: Object.fromEntries(properties), message: unescaped(message, {}) };
}

function unescaped(text: string, more: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = { "%0D": "\r", "%0A": "\n", "%25": "%", ...more };
  return text.replace(/%[0-9A-F]{2}/g, (code) => all[code] ?? code);
}

const read = (run: Run) => render(run).trimEnd().split("\n").map(command);
const ofFinding = (finding: Partial<Finding>, over: Partial<CheckResult> = {}) =>
  read(
    sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding(finding)], ...over })]),
  ).filter(({ properties }) => "file" in properties)[0];

test("a rich run is written in full", async () => {
  await expect(render(RICH_RUN)).toMatchFileSnapshot("../../fixtures/report/github-rich.txt");
});

test("a clean run says which checks passed, so that it differs from one that did not happen", () => {
  expect(render(sampleRun([sampleResult({ check: "ruff", verdict: "passed" })]))).toBe(
    "::notice title=Drydock::ruff passed 1.0 s\n",
  );
  expect(render(sampleRun([]))).toBe("::notice title=Drydock::no check ran\n");
});

test("whatever tools say, each line is one command with what it is about, and none is an error but failures", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const text = render(run);
      expect(text.replaceAll("\n", "")).toBe(printable(text.replaceAll("\n", "")));
      const commands = read(run);
      for (const { level, message } of commands) {
        expect(["error", "warning", "notice"]).toContain(level);
        for (const line of message.split("\n")) expect(printable(line)).toBe(line);
      }
      const found = commands.filter(({ properties }) => "file" in properties);
      const findings = run.results.flatMap((result) => result.findings);
      const key = (path: string, line: number | string, message: string) =>
        JSON.stringify([path, String(line), message]);
      expect(found.map((one) => key(one.properties.file ?? "", one.properties.line ?? "", one.message)).sort()).toEqual(
        findings
          .map((one) =>
            key(printable(one.path), one.line, printableLines(one.message).join("\n") || printable(one.rule)),
          )
          .sort(),
      );
      const bad = run.results.filter(({ verdict }) => verdict === "failed" || verdict === "broken");
      const silent = bad.filter((result) => failingFindings(result).size === 0).length;
      const errors = bad.flatMap((result) => result.findings).filter(({ severity }) => severity === "error").length;
      expect(commands.filter(({ level }) => level === "error")).toHaveLength(silent + errors);
    }),
  );
});

test("a broken check is the first error, then the findings that failed a check, those of a broken one, then others", () => {
  const error = (rule: string, path: string) => sampleFinding({ rule, path, severity: "error" });
  const run = sampleRun([
    sampleResult({ check: "lint", verdict: "passed", findings: [error("a", "a.py")] }),
    sampleResult({ check: "ruff", verdict: "failed", findings: [error("b", "c.py"), sampleFinding({ path: "a.py" })] }),
    sampleResult({ check: "test", verdict: "skipped" }),
    sampleResult({ check: "typecheck", verdict: "broken", findings: [error("d", "b.py")] }),
  ]);
  expect(read(run).map(({ level, properties: { file, title } }) => `${level} ${file ?? ""} ${title}`)).toEqual([
    "warning  test",
    "error  typecheck",
    "notice  Drydock",
    "error c.py ruff b",
    "warning a.py ruff F401",
    "error b.py typecheck d",
    "warning a.py lint a",
  ]);
});

test.each([
  [{}, { line: "1", col: "8" }],
  [
    { endLine: 1, endColumn: 10 },
    { line: "1", endLine: "1", col: "8", endColumn: "10" },
  ],
  [
    { endLine: 2, endColumn: 3 },
    { line: "1", endLine: "2" },
  ],
  [
    { line: 4, endLine: 3 },
    { line: "4", col: "8" },
  ],
])("of %j the columns are given only when it ends on the line it began on", (finding, place) => {
  const { file, title, ...rest } = ofFinding(finding)?.properties ?? {};
  expect([file, title]).toEqual(["src/main.py", "ruff F401"]);
  expect(rest).toEqual(place);
});

test("columns count characters, and are left out if their unit is unknown", () => {
  const lines = new Map([["src/main.py", new Map([[1, 'X = ("éééééééé", undefined_a)']])]]);
  const columns = (over: Partial<Finding>) => {
    const findings = [sampleFinding({ endLine: 1, ...over })];
    const run = sampleRun([sampleResult({ check: "lint", verdict: "failed", findings })]);
    return /line=.*?,title/.exec(render(run, { lines }))?.[0];
  };
  expect(columns({ check: "lint", column: 18, endColumn: 29 })).toBe("line=1,endLine=1,col=18,endColumn=29,title");
  expect(columns({ check: "typecheck", columnUnit: "unknown", column: 12, endColumn: 23 })).toBe(
    "line=1,endLine=1,title",
  );
});

test.each([
  ["failed", "error", "error"],
  ["failed", "warning", "warning"],
  ["failed", "info", "notice"],
  ["passed", "error", "warning"],
] as const)("in a check that %s, severity %s is a command %s", (verdict, severity, level) => {
  expect(ofFinding({ severity }, { verdict })?.level).toBe(level);
});

test("text can end neither its property nor its line", () => {
  const text = render(
    sampleRun([
      sampleResult({
        check: "ruff",
        title: "R::error::",
        verdict: "failed",
        findings: [sampleFinding({ path: "a,line=9::x\n::error::", message: "50%0A\n::error::y" })],
      }),
    ]),
  );
  expect(text).toContain("file=a%2Cline=9%3A%3Ax\\n%3A%3Aerror%3A%3A,line=1");
  expect(text).toContain("title=R%3A%3Aerror%3A%3A F401::50%250A%0A::error::y\n");
});

test("the reason of a failed check is shown even if its findings made it fail", () => {
  const run = sampleRun([
    sampleResult({ check: "lint", verdict: "failed", reason: "8.21 < 9.50", findings: [sampleFinding()] }),
  ]);
  expect(read(run).at(-1)).toEqual({ level: "notice", properties: { title: "lint" }, message: "8.21 < 9.50" });
});

test("in a run that was compared only new findings are annotations, and the others are counted", () => {
  const findings = [
    sampleFinding({ severity: "error", path: "a.py", state: "existing" }),
    sampleFinding({ path: "b.py", state: "new" }),
  ];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })], {
    comparison: { with: "revision", name: "main" },
  });
  const told = read(run).map(({ level, properties, message }) => `${level} ${properties.file ?? message}`);
  expect(told).toEqual([
    expect.stringMatching(/^notice ruff failed/),
    "warning b.py",
    "notice 1 existing finding not shown here",
  ]);
});

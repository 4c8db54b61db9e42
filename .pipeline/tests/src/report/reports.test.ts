import { describe, expect, test } from "vitest";
import { type Format, REPORTS } from "../../../src/report/reports.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const FORMATS = Object.keys(REPORTS) as Format[];
const NOWHERE = { lines: new Map() };
const render = (format: Format, run = RICH_RUN): string => REPORTS[format].render(run, NOWHERE);

test("every report has a separate file, with a name that says what it is", () => {
  expect(Object.fromEntries(FORMATS.map((format) => [format, REPORTS[format].file]))).toEqual({
    text: "report.txt",
    json: "report.json",
    junit: "junit.xml",
    codequality: "codequality.json",
    sarif: "sarif.json",
    github: "github.txt",
    rdjson: "rdjson.json",
    summary: "summary.md",
    html: "index.html",
    badge: "badge.svg",
  });
  expect(new Set(FORMATS.map((format) => REPORTS[format].file)).size).toBe(FORMATS.length);
});

test("the text report has no colour", () => {
  expect(render("text")).not.toContain("\x1b");
});

describe.each(FORMATS)("%s", (format) => {
  test("ends with one newline, also when no check ran", () => {
    expect(render(format)).toMatch(/\S\n$/);
    expect(render(format, sampleRun([]))).toMatch(/\S\n$/);
  });

  test("looks different when a check broke or was skipped than when it passed", () => {
    const of = (verdict: "passed" | "broken" | "skipped") =>
      render(format, sampleRun([sampleResult({ check: "lint", title: "Pylint", verdict, durationMs: 0 })]));
    expect(new Set([of("passed"), of("broken"), of("skipped")]).size).toBe(3);
  });

  test("does not say of a finding in a check that passed that the run failed", () => {
    const passed = sampleResult({ check: "ruff", verdict: "passed", gate: "never", findings: [sampleFinding()] });
    expect(render(format, sampleRun([passed]))).not.toMatch(/<failure|"level": "error"|::error|❌|"severity": "ERROR"/);
    expect(render(format, sampleRun([{ ...passed, verdict: "failed" }]))).not.toBe(render(format, sampleRun([passed])));
  });
});

// A badge has room for one word: broken.
test.each(FORMATS.filter((format) => format !== "badge"))(
  "%s names the check that broke and the one that was skipped, with their reasons",
  (format) => {
    const report = render(format);
    expect(report).toContain("mypy");
    expect(report).toContain("Unrecognized option");
    expect(report).toContain("pytest");
    expect(report).toContain("There is no test in src.");
  },
);

// The others are lists of findings, or one word.
test.each(["text", "json", "junit", "sarif", "github", "summary", "html"] as const)(
  "%s tells what a tool had to say beside its findings, also where these fail the check",
  (format) => {
    const notices = ["mypy stopped at these errors (errors prevented further checking)."];
    const failed = sampleResult({ check: "typecheck", verdict: "failed", notices, findings: [sampleFinding()] });
    expect(render(format, sampleRun([failed]))).toContain("errors prevented further checking");
  },
);

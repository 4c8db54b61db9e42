import { describe, expect, test } from "vitest";
import type { Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { renderSummary } from "../../../src/report/summary.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { markdownHtml } from "../../support/markdownHtml.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const NOWHERE: ReportContext = { lines: new Map() };
const GITLAB: ReportContext = {
  ...NOWHERE,
  lineUrl: "https://gitlab.example/group/project/-/blob/0123abc/{path}#L{line}",
};
const CLEAN = sampleRun([
  sampleResult({ check: "lint", title: "Pylint", verdict: "passed", files: 12 }),
  sampleResult({ check: "ruff", title: "Ruff", verdict: "passed", cached: true }),
]);
const TRACEBACK = Array.from({ length: 100 }, (_, at) => `  File "a.py", line ${at}, in <module>`).join("\n");
const BROKEN = sampleRun([
  sampleResult({
    check: "lint",
    title: "Pylint",
    verdict: "broken",
    reason: `Traceback:\n${TRACEBACK}\nValueError: no`,
  }),
  sampleResult({ check: "test", title: "pytest", verdict: "skipped" }),
]);

test.each([
  ["rich", RICH_RUN, GITLAB],
  ["clean", CLEAN, NOWHERE],
  ["broken", BROKEN, NOWHERE],
  ["huge", hugeRun(20_000), GITLAB],
] as const)("the summary of a %s run reads as recorded", async (name, run, context) => {
  await expect(renderSummary(run, context)).toMatchFileSnapshot(`../../fixtures/report/summary-${name}.md`);
});

describe("a clean run", () => {
  test("says so, and has neither reasons nor findings", () => {
    const { text, rows } = markdownHtml(renderSummary(CLEAN, NOWHERE));
    expect(text).toMatch(/^Quality: ✅ passed\n/);
    expect(rows.slice(1)).toEqual([
      ["lint (Pylint)", "✅ passed", "0", "0", "0", "12", "1.0 s"],
      ["ruff (Ruff)", "✅ passed", "0", "0", "0", "–", "cached"],
    ]);
    expect(text).toContain("No findings · 10.2 s · Python 3.13.0");
    expect(text).not.toMatch(/Why|Findings|failed|Notices/);
  });
});

describe("a run without a verdict", () => {
  test("does not read like a clean one", () => {
    const { text, rows } = markdownHtml(renderSummary(BROKEN, NOWHERE));
    expect(text).toMatch(/^Quality: 💥 broken\n/);
    expect(rows[1]).toEqual(["lint (Pylint)", "💥 broken", "–", "–", "–", "–", "1.0 s"]);
    expect(rows[2]).toEqual(["test (pytest)", "⏩ skipped", "–", "–", "–", "–", "–"]);
    expect(text).toContain("No reason was given.");
    expect(text).not.toMatch(/No findings|passed/);
  });

  test("shows how a long reason begins and ends, line by line", () => {
    const { text } = markdownHtml(renderSummary(BROKEN, NOWHERE));
    expect(text).toMatch(/\nTraceback:\n {2}File "a\.py", line 0, in <module>\n/);
    expect(text).toMatch(
      /\n… \d+ lines left out here …\n(?:.+\n)+ {2}File "a\.py", line 99, in <module>\nValueError: no\n/,
    );
  });

  test("says when no check ran at all", () => {
    expect(markdownHtml(renderSummary(sampleRun([]), NOWHERE)).text).toMatch(/^Quality: ⏩ skipped\nNo check ran\.\n/);
  });
});

describe("findings", () => {
  const notes = sampleResult({
    check: "lint",
    verdict: "passed",
    findings: [sampleFinding({ check: "lint", severity: "error", path: "a.py", message: "tolerated" })],
  });
  const faults = sampleResult({
    check: "ruff",
    verdict: "failed",
    findings: [
      sampleFinding({ severity: "info", path: "a.py", message: "a note" }),
      sampleFinding({ severity: "warning", path: "b.py", message: "a warning" }),
      sampleFinding({ severity: "error", path: "c.py", message: "an error" }),
    ],
  });

  test("that failed a check come first, marked as such, the most severe before the others", () => {
    const markdown = renderSummary(sampleRun([notes, faults]), NOWHERE);
    const top = markdown.slice(markdown.indexOf("### Findings"));
    expect(markdownHtml(top).rows.map((cells) => cells.at(-1))).toEqual([
      "Message",
      "an error",
      "a warning",
      "tolerated",
      "a note",
    ]);
    expect(top.match(/\*\*(?:error|warning|info)\*\*/g)).toEqual(["**error**", "**warning**"]);
    expect(top).toContain("2 of 4 failed their checks");
  });

  test("of checks that passed do not count as failures", () => {
    const { text } = markdownHtml(renderSummary(sampleRun([notes]), NOWHERE));
    expect(text).toContain("None of them by itself failed a check.");
    expect(text).not.toContain("❌");
  });

  test("of a broken check are not said to be harmless", () => {
    const doubt = "Those of a broken check have no verdict and may be incomplete.";
    const of = (verdict: "broken" | "passed") => renderSummary(sampleRun([{ ...notes, verdict }]), NOWHERE);
    expect(of("broken")).toContain(doubt);
    expect(of("passed")).not.toContain(doubt);
  });

  test("lead to their line and their rule, where these have an address", () => {
    const { links } = markdownHtml(renderSummary(RICH_RUN, GITLAB));
    const base = "https://gitlab.example/group/project/-/blob/0123abc/src";
    expect(new Set(links)).toEqual(
      new Set([
        `${base}/main.py#L1`,
        `${base}/main.py#L12`,
        `${base}/words/choose.py#L3`,
        "https://docs.astral.sh/ruff/rules/unused-import",
        "https://pylint.readthedocs.io/en/latest/user_guide/messages/refactor/duplicate-code.html",
      ]),
    );
  });
});

describe("a run that was compared", () => {
  const findings = [
    sampleFinding({ severity: "error", path: "a.py", message: "was there", state: "existing" }),
    sampleFinding({ path: "b.py", message: "is new", state: "new" }),
    sampleFinding({ path: "c.py", severity: "info", message: "a new note", state: "new" }),
  ];
  const fixed = [sampleFinding(), sampleFinding()];
  const result = sampleResult({ check: "ruff", verdict: "failed", findings, fixed });
  const compared = { comparison: { with: "revision", name: "main (1a2b3c4d)" } } as const;

  test("shows what is new, and counts what is existing and fixed", () => {
    const { text, rows } = markdownHtml(renderSummary(sampleRun([result], compared), NOWHERE));
    expect(text).toContain("Compared with main (1a2b3c4d): 1 new finding, 1 new note, 1 existing, 2 fixed.");
    expect(text).toContain("New findings\n1 of 2 failed their checks");
    expect(rows.map((cells) => cells.at(-1))).toEqual(["Time", "1.0 s", "Message", "is new", "a new note"]);
  });

  test("tells of fixed findings also where there are no others", () => {
    const passed = sampleResult({ check: "ruff", verdict: "passed", fixed });
    const { text } = markdownHtml(renderSummary(sampleRun([passed], compared), NOWHERE));
    expect(text).toContain("0 new findings, 0 existing, 2 fixed.");
    expect(text).not.toContain("New findings\n");
  });
});

describe("what the summary is about", () => {
  const about = { project: { name: "app", url: "https://gitlab.example/app" }, version: "0.2.0", tools: {} };

  test("is its first line, with links, where it is known", () => {
    const commit = { name: "0123456789abcdef" };
    const mergeRequest = { name: "!7", url: "https://gitlab.example/app/-/merge_requests/7" };
    const branch = { name: "@all <b>" };
    const markdown = renderSummary(CLEAN, { ...NOWHERE, about: { ...about, commit, branch, mergeRequest } });
    const { text, links } = markdownHtml(markdown);
    expect(text.split("\n")[1]).toBe("app · !7 · @all <b> · 01234567");
    expect(links).toEqual([about.project.url, mergeRequest.url]);
    expect(text).toContain("Python 3.13.0 · Drydock 0.2.0");
  });

  test("is left out where nothing is known", () => {
    expect(renderSummary(CLEAN, NOWHERE)).toMatch(/^## Quality: ✅ passed\n\n2 checks: /);
  });
});

test("what a fix would mend is said", () => {
  const fix = { safe: true, edits: [] };
  const findings = [sampleFinding({ fix }), sampleFinding({ line: 2, fix: { ...fix, safe: false } })];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
  expect(renderSummary(run, NOWHERE)).toContain("2 failing findings. 1 of them can be fixed: `drydock fix`.");
});

const LONG = "🙂@:/ ".repeat(400);
const longFinding = (at: number) =>
  sampleFinding({
    path: `${at}${LONG}`,
    rule: LONG,
    message: LONG,
    url: `https://a.example/${"a".repeat(400)}`,
    line: at + 1,
  });
const hostile = (checks: number, findings: number): Run =>
  sampleRun(
    Array.from({ length: checks }, (_, at) =>
      sampleResult({
        check: `${at}${LONG}`,
        title: LONG,
        verdict: at % 2 === 0 ? "failed" : "broken",
        reason: `${LONG}\n`.repeat(9),
        notices: Array.from({ length: 10 }, () => LONG),
        findings: Array.from({ length: findings }, (_, line) => longFinding(line)),
      }),
    ),
    { python: { wanted: LONG, used: LONG } },
  );

describe("however much there is", () => {
  test("the top 10 are shown, the rules and files with most are named, and the others are counted", () => {
    const markdown = renderSummary(hugeRun(20_000), GITLAB);
    const { rows, text } = markdownHtml(markdown.slice(markdown.indexOf("### Top")));
    expect(rows.slice(1)).toHaveLength(10);
    expect(text).toMatch(/^Most frequent rules: (?:\S+ \(\S+\) \d+, ){4}\S+ \(\S+\) \d+\.$/m);
    expect(text).toMatch(/^Files with most: (?:\S+ \d+, ){4}\S+ \d+, and \d+ more\.$/m);
    expect(markdown.length).toBeLessThan(7000);
    expect(text).toContain("… and 19990 more findings, left out here. The html and json reports have them all.");
  });

  test("it fits into a comment, with each reason's start, a few findings and how many there are in all", () => {
    const run = hostile(24, 200);
    const markdown = renderSummary(run, GITLAB);
    expect(markdown.length).toBeLessThan(65_536);
    const { text } = markdownHtml(markdown);
    expect(text).toContain("Top 5 of 4800 findings");
    expect(text).toMatch(/^\d+ failing findings(?:, \d+ notes)?\./m);
    expect(text.match(/💥 broken:\n\n?🙂@:\/ /g)).toHaveLength(12);
  });
});

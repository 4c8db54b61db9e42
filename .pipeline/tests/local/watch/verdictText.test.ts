import { expect, test } from "vitest";
import { difference } from "../../../local/watch/difference.ts";
import { MOST, verdictText } from "../../../local/watch/verdictText.ts";
import type { Finding, Run } from "../../../src/model.ts";
import { PLAIN } from "../../../src/report/text/style.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const ruff = (...findings: readonly Finding[]) =>
  sampleRun([
    sampleResult({ check: "lint", title: "Pylint", verdict: "passed", files: 2, cached: true }),
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: findings.length > 0 ? "failed" : "passed",
      files: 2,
      findings,
    }),
  ]);

function textOf(before: Run | undefined, run: Run, paths: readonly string[] = ["src/main.py"], isLastTold = true) {
  const { baseline } = difference(new Map(), before ?? run);
  return verdictText({
    ...{ before, run, paths, isLastTold, time: "14:22:05", milliseconds: 400, style: PLAIN },
    difference: difference(before === undefined ? new Map() : baseline, run),
    display: (path) => path,
    options: { next: { fix: "press f", all: "press a" } },
  });
}

test("the first verdict is the report of any run, cut short", () => {
  const many = Array.from({ length: MOST + 3 }, (_, at) => sampleFinding({ line: at + 1 }));
  const text = textOf(undefined, ruff(...many), []);
  expect(text).toMatch(/^14:22:05 {2}first verdict {2}0\.4 s\nsrc\/main\.py {2}23 findings\n/);
  expect(text).toContain("… and 3 more findings in 1 file, left out here.");
  expect(text).toContain("\nAll of it: press a\n");
  expect(text).toMatch(/lint passed \(2 files, cached\) · ruff failed \(23 failing in 2 files\)\n$/);
});

test("what is new stands first, in the saved file before others, then what has gone and what is left there", () => {
  const [gone, left] = [sampleFinding({ message: "gone" }), sampleFinding({ message: "left", line: 9 })];
  const elsewhere = sampleFinding({ path: "src/z.py", message: "as ever" });
  const [here, there] = [sampleFinding({ message: "here" }), sampleFinding({ path: "src/a.py", message: "there" })];
  expect(textOf(ruff(gone, left, elsewhere), ruff(here, there, left, elsewhere))).toBe(
    [
      "14:22:05  src/main.py  ran ruff · replayed lint  0.4 s",
      "  new    src/main.py:1:8  warning  here  F401 (ruff)",
      "  new    src/a.py:1:8  warning  there  F401 (ruff)",
      "  gone   src/main.py:1:8  warning  gone  F401 (ruff)",
      "  still  src/main.py:9:8  warning  left  F401 (ruff)",
      "  … 1 finding elsewhere as before. All of it: press a",
      "lint passed (2 files, cached) · ruff failed (4 failing in 2 files)",
      "",
      "",
    ].join("\n"),
  );
});

test("at most so many findings are shown, and the others counted", () => {
  const many = Array.from({ length: MOST + 5 }, (_, at) => sampleFinding({ line: at + 1 }));
  const text = textOf(ruff(sampleFinding({ message: "gone" })), ruff(...many));
  expect(text.match(/^ {2}new /gm)).toHaveLength(MOST);
  expect(text).toContain("  … 5 more new, 1 more gone. All of it: press a");
});

test("a verdict that says the same is one line, unless an error was told since", () => {
  const run = ruff(sampleFinding());
  expect(textOf(run, run)).toBe("14:22:05  src/main.py  same verdict  0.4 s\n");
  expect(textOf(run, run, ["src/main.py"], false)).toContain("ruff failed");
});

test("many files that changed are counted", () => {
  const run = ruff();
  expect(textOf(run, run, ["a", "b", "c"])).toContain("14:22:05  a, b, c  same");
  expect(textOf(run, run, ["a", "b", "c", "d"])).toContain("14:22:05  4 files  same");
});

test("reasons and notices are told when they are new", () => {
  const broken = sampleRun([
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: "broken",
      reason: "It does not\ntake it.",
      notices: ["Old"],
    }),
  ]);
  const text = textOf(ruff(), broken);
  expect(text).toContain("  Ruff broken:\n    It does not\n    take it.\n  notice  ruff: Old\nruff broken\n");
  const again = textOf(broken, { ...broken, notices: ["More"] });
  expect(again).not.toContain("It does not");
  expect(again).toContain("notice  More");
  expect(again).not.toContain("Old");
});

test("nothing that a terminal interprets comes from a name or a message", () => {
  const evil = sampleFinding({ path: "src/\x1b[2J.py", message: "\x1b[2J", rule: "\x07" });
  const text = textOf(ruff(), ruff(evil), ["src/\x1b[2J.py"]);
  expect(text).not.toMatch(/[\x1b\x07]/);
});

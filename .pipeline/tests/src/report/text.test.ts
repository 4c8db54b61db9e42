import { expect, test } from "vitest";
import { PLAIN } from "../../../src/report/text/style.ts";
import { renderText } from "../../../src/report/text.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

const clean = sampleRun([
  sampleResult({ check: "lint", verdict: "passed", durationMs: 9840 }),
  sampleResult({ check: "ruff", verdict: "passed", cached: true }),
]);

test("a rich run is shown in full, findings first and the verdict of each check last", () => {
  expect(renderText(RICH_RUN)).toMatchInlineSnapshot(`
    "src/main.py  3 findings
      src/main.py:1:8    warning  Unused import os  unused-import (lint), F401 (ruff)
      src/main.py:12:80  error    Expected \`)\`      invalid-syntax (ruff)

    src/words/choose.py  1 finding
      src/words/choose.py:3:1  info     Similar lines in 2 files  duplicate-code (lint)
          ==words.choose:[3:9]
          ==words.print:[1:7]

    Pylint failed:
      The score 8.21 is below fail-under 9.50.

    mypy broken:
      mypy does not take its config .config/mypy.ini:
      Unrecognized option: colour = 1

    pytest skipped:
      There is no test in src.

    notice  Python 3.13 cannot be had here; the tools ran with 3.12.
    notice  lint: 1 file was left out.

    3 failing findings, 1 note in 2 files · 10.2 s · Python 3.12.4
    lint failed (1 failing, 1 note) · format passed 0.4 s · typecheck broken · ruff failed (2 failing, cached) · test skipped
    "
  `);
});

test("a clean run is two lines", () => {
  expect(renderText(clean)).toMatchInlineSnapshot(`
    "no findings · 10.2 s · Python 3.13.0
    lint passed 9.8 s · ruff passed (cached)
    "
  `);
});

test("the number of files that a tool looked at is next to its verdict", () => {
  const results = [
    sampleResult({ check: "lint", verdict: "passed", files: 12 }),
    sampleResult({ check: "format", verdict: "passed", files: 1, cached: true }),
    sampleResult({ check: "ruff", verdict: "failed", files: 12, findings: [sampleFinding(), sampleFinding()] }),
  ];
  expect(renderText(sampleRun(results)).split("\n").at(-2)).toBe(
    "lint passed (12 files) 1.0 s · format passed (1 file, cached) · ruff failed (2 failing in 12 files)",
  );
});

test("at the limit it says how many findings are left out and how to get them, and totals stay whole", () => {
  const text = renderText(RICH_RUN, PLAIN, { limit: 2, next: { all: "drydock report --open" } });
  expect(text).toMatchInlineSnapshot(`
    "src/main.py  3 findings
      src/main.py:1:8    warning  Unused import os  unused-import (lint), F401 (ruff)
      src/main.py:12:80  error    Expected \`)\`      invalid-syntax (ruff)

    … and 1 more finding in 1 file, left out here.

    Pylint failed:
      The score 8.21 is below fail-under 9.50.

    mypy broken:
      mypy does not take its config .config/mypy.ini:
      Unrecognized option: colour = 1

    pytest skipped:
      There is no test in src.

    All of it: drydock report --open

    notice  Python 3.13 cannot be had here; the tools ran with 3.12.
    notice  lint: 1 file was left out.

    3 failing findings, 1 note in 2 files · 10.2 s · Python 3.12.4
    lint failed (1 failing, 1 note) · format passed 0.4 s · typecheck broken · ruff failed (2 failing, cached) · test skipped
    "
  `);
});

test("a limit that is not reached says nothing", () => {
  expect(renderText(RICH_RUN, PLAIN, { limit: 4 })).toBe(renderText(RICH_RUN));
});

test("verbose adds the address of each rule's documentation", () => {
  const added = renderText(RICH_RUN, PLAIN, { verbose: true })
    .split("\n")
    .filter((line) => line.includes("https://"));
  expect(added.map((line) => line.trim())).toEqual([
    "https://docs.astral.sh/ruff/rules/unused-import",
    "https://pylint.readthedocs.io/en/latest/user_guide/messages/refactor/duplicate-code.html",
  ]);
});

test("quiet says nothing of a run that passed", () => {
  expect(renderText(clean, PLAIN, { quiet: true })).toBe("");
});

test("quiet keeps findings, reasons and the last line, and leaves out notices and totals", () => {
  const text = renderText(RICH_RUN, PLAIN, { quiet: true });
  expect(text).toContain("src/main.py:1:8");
  expect(text).toContain("Unrecognized option: colour = 1");
  expect(text).not.toContain("notice");
  expect(text).not.toContain("3 failing findings");
  expect(text.split("\n").at(-2)).toBe(renderText(RICH_RUN).split("\n").at(-2));
});

test("a run that was skipped does not read like a clean one, not even when quiet", () => {
  const skipped = sampleRun([
    sampleResult({ check: "lint", title: "Pylint", verdict: "skipped", reason: "No .py file in src." }),
  ]);
  const text = renderText(skipped, PLAIN, { quiet: true });
  expect(text).toBe("Pylint skipped:\n  No .py file in src.\n\nlint skipped\n");
  expect(renderText(skipped)).not.toContain("no findings");
});

test.each([{}, { reason: " \n" }])("a broken check without a reason says that it gives none", (given) => {
  const run = sampleRun([sampleResult({ check: "lint", verdict: "broken", ...given })]);
  expect(renderText(run)).toContain("lint broken:\n  No reason was given.\n");
});

test("paths are written as the caller wants them, on every line of the file", () => {
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding()] })]);
  const text = renderText(run, PLAIN, { display: (path) => `../app/${path}` });
  expect(text.match(/\.\.\/app\/src\/main\.py/g)).toHaveLength(2);
});

test("files come in the order of their code units, and one place in the order of the checks' names", () => {
  const findings = ["b.py", "a.py", "B.py", "a/z.py"].map((path) => sampleFinding({ path }));
  const run = sampleRun([
    sampleResult({ check: "ruff", verdict: "failed", findings }),
    sampleResult({
      check: "lint",
      verdict: "failed",
      findings: [sampleFinding({ path: "b.py", check: "lint", rule: "other" })],
    }),
  ]);
  const places = renderText(run)
    .match(/\S+:1:8 .*/g)
    ?.map((line) => line.replace(/ .* /, " "));
  expect(places).toEqual([
    "B.py:1:8 (ruff)",
    "a.py:1:8 (ruff)",
    "a/z.py:1:8 (ruff)",
    "b.py:1:8 (lint)",
    "b.py:1:8 (ruff)",
  ]);
});

test("one very long path or message does not push the columns of the others", () => {
  const findings = [sampleFinding({ message: "m".repeat(300) }), sampleFinding({ line: 2, message: "short" })];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
  expect(renderText(run)).toContain("src/main.py:2:8  warning  short  F401 (ruff)\n");
});

test("imports of a package that is not installed are one line for each package, but a single one keeps its place", () => {
  const of = (check: string, rule: string, missing: string, path: string) =>
    sampleFinding({ check, rule, missing, path, message: "no import" });
  const findings = [
    of("typecheck", "import-not-found", "celery", "a.py"),
    of("typecheck", "import-not-found", "celery", "b.py"),
    of("typecheck", "import-not-found", "click", "b.py"),
  ];
  const lint = [of("lint", "import-error", "celery", "a.py"), of("lint", "import-error", "celery", "b.py")];
  const run = sampleRun([
    sampleResult({ check: "lint", verdict: "failed", findings: lint }),
    sampleResult({ check: "typecheck", verdict: "failed", findings }),
  ]);
  const lines = renderText(run).split("\n");
  expect(lines.filter((line) => line.includes("celery"))).toEqual([
    "  celery  import-error ×2 (lint), import-not-found ×2 (typecheck)",
  ]);
  expect(lines).toContain("Not installed  4 findings");
  expect(lines.filter((line) => line.includes("b.py:"))).toHaveLength(1);
});

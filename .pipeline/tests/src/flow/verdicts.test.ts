import { describe, expect, test } from "vitest";
import { checkSpec } from "../../../src/checks/catalog.ts";
import { exitCode, judge } from "../../../src/flow/judge.ts";
import type { CheckResult, Verdict } from "../../../src/model.ts";
import { executionOf, exit, outputOf, recorded } from "../../support/judging.ts";
import { planInput } from "../../support/planning.ts";

/*
 * The design's table and list of verdicts, on what the tools really printed: one row per tool and verdict, each with
 * the recorded scenarios that it is about.
 */

interface Gate {
  readonly check: string;
  readonly step: string;
  readonly fixtures: string;
  readonly formatter?: "black" | "ruff";
}

const PYLINT: Gate = { check: "lint", step: "pylint", fixtures: "pylint" };
const BLACK: Gate = { check: "format", step: "black", fixtures: "black" };
const MYPY: Gate = { check: "typecheck", step: "mypy", fixtures: "mypy" };
const RUFF: Gate = { check: "ruff", step: "ruff", fixtures: "ruff" };
const RUFF_FORMAT: Gate = { check: "format", step: "ruff-format", fixtures: "ruff-format", formatter: "ruff" };
const PYTEST: Gate = { check: "test", step: "pytest", fixtures: "pytest" };
const PHPLINT: Gate = { check: "phplint", step: "phplint", fixtures: "phplint" };

function verdictOn(gate: Gate, scenario: string, strictConfig = false): CheckResult {
  const { check, step, fixtures, formatter = "black" } = gate;
  const input = planInput({}, { formatter, strictConfig });
  const spec = checkSpec(check);
  const execution = executionOf(recorded(fixtures, scenario, step));
  return judge(spec, spec.steps(input), execution, input, { prefix: "src" });
}

const words = (text: string) => text.trim().split(/\s+/);

describe.each<[string, Gate, Verdict, string]>([
  ["Pylint", PYLINT, "passed", "clean all-disabled same-module stdlib-shadow"],
  ["Pylint", PYLINT, "failed", "findings low-score cyclic-import duplicate-code import-error exit-zero fail-on"],
  [
    "Pylint",
    PYLINT,
    "failed",
    "syntax-error non-utf8 decode-error bad-encoding nul-bytes nul-in-code odd-names-syntax",
  ],
  [
    "Pylint",
    PYLINT,
    "broken",
    "config-missing config-malformed config-duplicate-option config-no-section config-fail-on",
  ],
  [
    "Pylint",
    PYLINT,
    "broken",
    "config-bad-value config-bad-boolean config-bad-integer config-bad-plugin config-bad-regexp",
  ],
  ["Pylint", PYLINT, "broken", "config-toml-section config-bad-python plugin-dependency"],
  [
    "Pylint",
    PYLINT,
    "broken",
    "bad-argument plugin-crash plugin-crash-one-job unreadable symlink-self symlink-dangling",
  ],
  ["Black", BLACK, "passed", "clean same-module"],
  ["Black", BLACK, "failed", "findings crlf no-final-newline many odd-names"],
  ["Black", BLACK, "failed", "syntax-error non-utf8 decode-error bad-encoding nul-in-code python-2 odd-names-syntax"],
  ["Black", BLACK, "broken", "config-missing config-malformed config-bad-value config-bad-type"],
  ["Black", BLACK, "broken", "config-required-version unstable-feature unreadable"],
  ["mypy", MYPY, "passed", "clean"],
  ["mypy", MYPY, "failed", "findings same-module"],
  ["mypy", MYPY, "failed", "syntax-error non-utf8 decode-error nul-in-code"],
  ["mypy", MYPY, "broken", "config-missing config-malformed config-no-section config-no-mypy-section"],
  ["mypy", MYPY, "broken", "config-bad-code config-bad-plugin config-old-python"],
  ["mypy", MYPY, "broken", "bad-argument internal-error unreadable empty"],
  ["Ruff", RUFF, "passed", "clean same-module"],
  ["Ruff", RUFF, "failed", "findings odd-names noqa-warning"],
  ["Ruff", RUFF, "failed", "syntax-error target-syntax non-utf8 decode-error nul-in-code odd-names-syntax"],
  [
    "Ruff",
    RUFF,
    "broken",
    "config-missing config-malformed config-unknown-option config-bad-value config-unknown-rule",
  ],
  ["Ruff", RUFF, "broken", "config-removed-rule config-required-version"],
  ["Ruff", RUFF, "broken", "bad-argument unreadable symlink-self symlink-dangling"],
  ["Ruff's formatter", RUFF_FORMAT, "passed", "clean same-module"],
  ["Ruff's formatter", RUFF_FORMAT, "failed", "findings odd-names"],
  ["Ruff's formatter", RUFF_FORMAT, "failed", "syntax-error non-utf8 decode-error nul-in-code odd-names-syntax"],
  ["Ruff's formatter", RUFF_FORMAT, "broken", "config-missing config-malformed config-unknown-option config-bad-value"],
  ["Ruff's formatter", RUFF_FORMAT, "broken", "unreadable symlink-self symlink-dangling"],
  ["pytest", PYTEST, "passed", "clean"],
  ["pytest", PYTEST, "failed", "failures missing-module odd-names same-module"],
  ["pytest", PYTEST, "failed", "syntax-error syntax-error-imported non-utf8 nul-bytes"],
  ["pytest", PYTEST, "broken", "config-malformed config-bad-argument empty no-pytest collect-only"],
  ["pytest", PYTEST, "broken", "interrupted internal-error exit-on-import pytest-exit ends-python ends-python-late"],
  ["php -l", PHPLINT, "passed", "clean deprecated warning"],
  ["php -l", PHPLINT, "failed", "findings fatal-errors deprecated-and-fatal non-utf8 nul-bytes odd-names links"],
  ["php -l", PHPLINT, "broken", "unreadable unreadable-folder bad-argument"],
])("%s", (_, gate, verdict, scenarios) => {
  test.each(words(scenarios))(`is ${verdict} on its recorded output of %s`, (scenario) => {
    const result = verdictOn(gate, scenario);
    expect({ verdict: result.verdict, reason: result.reason }).toMatchObject({ verdict });
    if (verdict === "broken") expect(result.reason).toMatch(/\w{3}/);
    if (verdict === "failed") expect(result.findings.length).toBeGreaterThan(0);
    for (const { path, line, column, message } of result.findings) {
      expect(path).toMatch(/^src(?:\/|$)/);
      expect([line, column].every((place) => Number.isInteger(place) && place >= 1)).toBe(true);
      expect(message).not.toContain("/app/");
    }
  });
});

describe.each<[string, Gate, Verdict, string]>([
  ["Pylint", PYLINT, "passed", "config-unknown-option config-unknown-section config-unknown-message"],
  ["Pylint", PYLINT, "passed", "config-removed-message config-unknown-fail-on"],
  ["Black", BLACK, "failed", "config-unknown-option"],
  ["mypy", MYPY, "passed", "config-unknown-option-clean"],
  ["mypy", MYPY, "failed", "config-unknown-option config-bad-value config-bad-boolean config-section-global"],
  ["Ruff", RUFF, "passed", "config-incompatible"],
  ["Ruff", RUFF, "failed", "config-old-section config-preview-rule"],
  ["Ruff's formatter", RUFF_FORMAT, "failed", "config-incompatible config-old-section config-preview-rule"],
  ["pytest", PYTEST, "passed", "config-unknown-option"],
])("%s, which only warns about its config,", (_, gate, verdict, scenarios) => {
  test.each(words(scenarios))(`is ${verdict} on its recorded output of %s, and broken where that is strict`, (name) => {
    const [lenient, strict] = [verdictOn(gate, name), verdictOn(gate, name, true)];
    expect({ verdict: lenient.verdict, reason: lenient.reason }).toMatchObject({ verdict });
    const { notices } = lenient;
    expect(notices[0]).toMatch(/config|option|incompatible|deprecated|preview|python_version|boolean|Per-module/i);
    expect(strict).toMatchObject({ verdict: "broken", findings: lenient.findings });
    expect(strict.reason?.startsWith(notices[0] ?? "?")).toBe(true);
    expect(strict.notices).not.toContain(notices[0]);
  });
});

test("a syntax error or an undecodable file is an error of every tool", () => {
  for (const gate of [PYLINT, BLACK, MYPY, RUFF, RUFF_FORMAT, PYTEST]) {
    for (const scenario of ["syntax-error", "non-utf8"]) {
      expect(verdictOn(gate, scenario).findings.map(({ severity }) => severity)).toContain("error");
    }
  }
});

test("Pylint fails by errors that its own config lets pass, and by what its fail-on names without a score", () => {
  expect(verdictOn(PYLINT, "exit-zero").findings.map(({ severity }) => severity)).toContain("error");
  expect(recorded("pylint", "exit-zero", "pylint").end).toEqual(exit(0));
  expect(verdictOn(PYLINT, "fail-on").findings.map(({ severity }) => severity)).toEqual(["warning"]);
});

test("Pylint's score alone decides when no error was found", () => {
  const place = { path: "a.py", line: 1, column: 0, endLine: null, endColumn: null };
  const message = { type: "convention", symbol: "line-too-long", message: "too long", messageId: "C0301", ...place };
  const statistics = { messageTypeCount: { convention: 1 }, modulesLinted: 1, score: 9.9 };
  const report = { stdout: JSON.stringify({ messages: [message], statistics }) };
  const spec = checkSpec("lint");
  const input = planInput();
  const result = (code: number) =>
    judge(spec, spec.steps(input), executionOf(outputOf("pylint", exit(code), report)), input, { prefix: "" });
  expect(result(0)).toMatchObject({ verdict: "passed", findings: [{ rule: "line-too-long", severity: "info" }] });
  expect(result(16)).toMatchObject({ verdict: "failed", findings: [{ rule: "line-too-long" }] });
});

test.each<[Verdict, number]>([
  ["passed", 0],
  ["skipped", 0],
  ["failed", 1],
  ["broken", 2],
])("a run that %s ends with %i", (verdict, code) => {
  expect(exitCode(verdict)).toBe(code);
});

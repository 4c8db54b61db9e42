import type { Finding } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { sampleResult, sampleRun } from "./sampleRun.ts";

const SOURCES: Readonly<Record<string, string>> = {
  "src/harbor/berths.py": `"""Which ship lies where."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from harbor.tides import depth_at


@dataclass(frozen=True)
class Berth:
    """A place at the quay."""

    name: str
    length: float
    depth: float


def load_berths(path: Path) -> list[Berth]:
    data = json.loads(path.read_text())
    return [Berth(**row) for row in data["berths"]]


def free_berth(berths: list[Berth], taken: set[str], ship: "Ship") -> Berth:
    for berth in berths:
        if berth.name in taken:
            continue
        if berth.length >= ship.length and depth_at(berth) > ship.draught:
            return berth
    return None
`,
  "src/harbor/tides.py": `"""Water over the ground."""

from datetime import datetime, timedelta

HIGH = timedelta(hours=12, minutes=25)


def depth_at(berth, when=datetime.now()):
    phase = ((when - datetime(2024, 1, 1)) % HIGH) / HIGH
    return berth.depth + 1.8 * (1 - abs(2 * phase - 1))


def is_flood(phase):
    if phase < 0.5 == True:
        return True
    else:
        return False
`,
  "tests/test_tides.py": `from harbor.tides import is_flood


def test_the_flood_comes_first():
    assert is_flood(0.2)


def test_then_the_ebb():
    assert is_flood(0.8) is False
    assert is_flood(0.5) is None
`,
};

const finding = (
  [check, rule, severity, path, line]: readonly [string, string, Finding["severity"], string, number],
  [column, endColumn]: readonly [number, number],
  message: string,
  url?: string,
): Finding => ({
  ...{ check, rule, severity, path, line, column, message },
  ...(endColumn > 0 ? { endLine: line, endColumn } : {}),
  ...(url === undefined ? {} : { url }),
});

const BERTHS = "src/harbor/berths.py";
const TIDES = "src/harbor/tides.py";
const ruff = (name: string) => `https://docs.astral.sh/ruff/rules/${name}`;
const pylint = (name: string) => `https://pylint.readthedocs.io/en/stable/user_guide/messages/${name}.html`;
const mypy = (code: string) => `https://mypy.readthedocs.io/en/stable/_refs.html#code-${code}`;

/** A run over a small project with findings as the tools word them. */
export const HARBOR_RUN = sampleRun(
  [
    sampleResult({
      check: "lint",
      title: "Pylint",
      verdict: "failed",
      reason: "The score 8.46 is below fail-under 9.50.",
      durationMs: 4210,
      findings: [
        finding(
          ["lint", "unused-import", "warning", BERTHS, 4],
          [1, 10],
          "Unused import os",
          pylint("warning/unused-import"),
        ),
        finding(
          ["lint", "missing-function-docstring", "info", BERTHS, 20],
          [1, 16],
          "Missing function or method docstring",
          pylint("convention/missing-function-docstring"),
        ),
        finding(
          ["lint", "undefined-variable", "error", BERTHS, 25],
          [61, 65],
          "Undefined variable 'Ship'",
          pylint("error/undefined-variable"),
        ),
        finding(
          ["lint", "singleton-comparison", "info", TIDES, 14],
          [8, 27],
          "Comparison '0.5 == True' should be '0.5 is True' if checking for the singleton value True, or 'bool(0.5)' if testing for truthiness",
          pylint("convention/singleton-comparison"),
        ),
        finding(
          ["lint", "no-else-return", "info", TIDES, 14],
          [5, 27],
          'Unnecessary "else" after "return", remove the "else" and de-indent the code inside it',
          pylint("refactor/no-else-return"),
        ),
      ],
    }),
    sampleResult({ check: "format", title: "Black", verdict: "passed", durationMs: 612, cached: true }),
    sampleResult({
      check: "typecheck",
      title: "mypy",
      verdict: "failed",
      durationMs: 2930,
      findings: [
        finding(
          ["typecheck", "name-defined", "error", BERTHS, 25],
          [61, 65],
          'Name "Ship" is not defined',
          mypy("name-defined"),
        ),
        finding(
          ["typecheck", "return-value", "error", BERTHS, 31],
          [12, 16],
          'Incompatible return value type (got "None", expected "Berth")',
          mypy("return-value"),
        ),
        finding(
          ["typecheck", "no-untyped-def", "error", TIDES, 8],
          [1, 41],
          "Function is missing a type annotation",
          mypy("no-untyped-def"),
        ),
      ],
    }),
    sampleResult({
      check: "ruff",
      title: "Ruff",
      verdict: "failed",
      durationMs: 48,
      gate: "warning",
      findings: [
        finding(["ruff", "F401", "warning", BERTHS, 4], [8, 10], "`os` imported but unused", ruff("unused-import")),
        finding(
          ["ruff", "B008", "warning", TIDES, 8],
          [26, 40],
          "Do not perform function call `datetime.now` in argument defaults; instead, perform the call within the function, or read the default from a module-level singleton variable",
          ruff("function-call-in-default-argument"),
        ),
        finding(
          ["ruff", "E712", "warning", TIDES, 14],
          [8, 27],
          "Avoid equality comparisons to `True`",
          ruff("true-false-comparison"),
        ),
      ],
    }),
    sampleResult({
      check: "test",
      title: "pytest",
      verdict: "failed",
      durationMs: 1180,
      findings: [
        finding(
          ["test", "failed", "error", "tests/test_tides.py", 10],
          [5, 0],
          "test_then_the_ebb: assert False is None\n +  where False = is_flood(0.5)",
        ),
      ],
    }),
  ],
  { python: { wanted: "3.13", used: "3.13.0" }, durationMs: 4480 },
);

export const HARBOR_CONTEXT: ReportContext = {
  lines: new Map(
    Object.entries(SOURCES).map(([path, text]) => [
      path,
      new Map(text.split("\n").map((line, index) => [index + 1, line] as const)),
    ]),
  ),
  lineUrl: "https://gitlab.example.org/harbor/harbor/-/blob/1f0c2ab/{path}#L{line}",
};

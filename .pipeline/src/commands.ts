import type { PlanInput, Reading, StepSpec } from "./model/check.ts";
import type { Role } from "./model/plan.ts";
import { parseBlack } from "./parse/black.ts";
import { parseMypy } from "./parse/mypy.ts";
import { parsePylint } from "./parse/pylint.ts";
import { parseRuff } from "./parse/ruff.ts";
import { parseRuffFormat } from "./parse/ruffFormat.ts";

/*
 * The commands of the tools, as step specs; catalog.ts puts them together to checks.
 * Each tool is given its own cache folder and the one config file by name, so that nothing it could find by itself
 * beside or above the source makes a difference.
 */

/** Pylint's exit code is a bit mask of 1 fatal, 2 error, 4 warning, 8 refactor, 16 convention; 32 is misuse. */
const PYLINT_FINDINGS = Array.from({ length: 31 }, (_, index) => index + 1);

export function pylint(input: PlanInput): StepSpec {
  // Appended, so that the application's packages never stand in front of Pylint's own.
  const hook = input.application ? ["--init-hook", "import sys; sys.path.append('{app-site}')"] : [];
  const options = ["--rcfile", "{config}", "--fail-on=E,F", "--output-format=json2", "--persistent=n", "-j", "{cores}"];
  return {
    id: "pylint",
    tool: "pylint",
    role: "gate",
    config: ".pylintrc",
    // Not --recursive: it misses files in folders without __init__.py.
    argv: ["python", "-m", "pylint", ".", ...options, ...hook],
    env: { PYLINTHOME: "{cache}" },
    parse: parsePylint,
    exits: { clean: [0], findings: PYLINT_FINDINGS },
    cleanMayFind: true,
  };
}

export function black(role: Role): StepSpec {
  return {
    ...blackStep("black", ["--check", "--diff", "--no-color"]),
    role,
    parse: parseBlack,
    // 123: a file can't be parsed, or Black itself failed; the parser tells them apart.
    exits: { clean: [0], findings: [1, 123] },
  };
}

export function blackFix(): StepSpec {
  return { ...blackStep("black-fix", ["--quiet"]), role: "change", parse: parseNothing, exits: { clean: [0, 123], findings: [] } };
}

function blackStep(id: string, options: readonly string[]) {
  const argv = ["python", "-m", "black", ".", "--config", "{config}", ...options];
  return { id, tool: "black", config: "black.toml", argv, env: { BLACK_CACHE_DIR: "{cache}" } } as const;
}

export function mypy(input: PlanInput): StepSpec {
  const application = input.application ? ["--python-executable", "{app-python}"] : [];
  const options = ["--cache-dir", "{cache}", "--output", "json", "--no-error-summary", "--num-workers", "{cores}"];
  return {
    id: "mypy",
    tool: "mypy",
    role: "gate",
    config: "mypy.ini",
    argv: ["python", "-m", "mypy", "--config-file", "{config}", ...options, ...application, "."],
    parse: parseMypy,
    // 2 is misuse, but also a syntax error, which comes with a finding.
    exits: { clean: [0], findings: [1, 2] },
  };
}

export function ruffCheck(): StepSpec {
  return {
    ...ruffStep("ruff", "check", JSON_OUTPUT),
    role: "gate",
    parse: parseRuff,
    exits: { clean: [0], findings: [1] },
  };
}

export function ruffFix(): StepSpec {
  const step = ruffStep("ruff-fix", "check", ["--fix", ...JSON_OUTPUT]);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 1], findings: [] } };
}

export function ruffFormat(role: Role): StepSpec {
  return {
    ...ruffStep("ruff-format", "format", ["--check", ...JSON_OUTPUT]),
    role,
    parse: parseRuffFormat,
    // 2 is misuse, but also a file that can't be parsed.
    exits: { clean: [0], findings: [1, 2] },
  };
}

export function ruffFormatFix(): StepSpec {
  const step = ruffStep("ruff-format-fix", "format", []);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 2], findings: [] } };
}

const JSON_OUTPUT = ["--output-format", "json"];

function ruffStep(id: string, verb: "check" | "format", options: readonly string[]) {
  const argv = ["ruff", verb, ".", "--config", "{config}", "--cache-dir", "{cache}", ...options];
  return { id, tool: "ruff", config: "pyproject.toml", argv } as const;
}

/** For a step that changes files: the gates after it say what is left. */
function parseNothing(): Reading {
  return { findings: [], problems: [], notices: [] };
}

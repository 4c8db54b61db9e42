import type { PlanInput, StepSpec } from "./model/check.ts";
import { parseMypy } from "./parse/mypy.ts";
import { parsePylint } from "./parse/pylint.ts";

/*
 * The commands of the tools, as step specs, here and in the other *Commands.ts; catalog.ts puts them together to checks.
 * Each tool is given its own cache folder and the one config file by name, so that nothing it could find by itself
 * beside or above the source makes a difference.
 */

/**
 * Keeps the source folder off the path of the tools themselves: a `types.py` there would be imported in place of the
 * standard library's. Pytest is not given it, since the tests do want their folder.
 */
export const SAFE_PATH = { PYTHONSAFEPATH: "1" };

/** Where the hook finds the path: written into the hook it would be code, and a quote in it an error. */
const APP_SITE = "DRYDOCK_APP_SITE";

/** Pylint's exit code is a bit mask of 1 fatal, 2 error, 4 warning, 8 refactor, 16 convention; 32 is misuse. */
const PYLINT_FINDINGS = Array.from({ length: 31 }, (_, index) => index + 1);

export function pylint(input: PlanInput): StepSpec {
  // Appended, so that the application's packages never stand in front of Pylint's own.
  const hook = input.application ? ["--init-hook", `import os, sys; sys.path.append(os.environ["${APP_SITE}"])`] : [];
  const options = ["--rcfile", "{config}", "--fail-on=E,F", "--output-format=json2", "--persistent=n", "-j", "{cores}"];
  return {
    id: "pylint",
    tool: "pylint",
    role: "gate",
    config: ".pylintrc",
    // Not --recursive: it misses files in folders without __init__.py.
    argv: ["python", "-m", "pylint", ".", ...options, ...hook],
    env: { PYLINTHOME: "{cache}", ...SAFE_PATH, ...(input.application ? { [APP_SITE]: "{app-site}" } : {}) },
    parse: parsePylint,
    exits: { clean: [0], findings: PYLINT_FINDINGS },
    filesBy: '"ignore", "ignore-patterns" and "ignore-paths"',
    cleanMayFind: true,
  };
}

export function mypy(input: PlanInput): StepSpec {
  const application = input.application ? ["--python-executable", "{app-python}"] : [];
  const options = ["--cache-dir", "{cache}", "--output", "json", "--no-error-summary"];
  const argv = ["python", "-m", "mypy", "--config-file", "{config}", ...options];
  return {
    id: "mypy",
    tool: "mypy",
    role: "gate",
    config: "mypy.ini",
    argv: [...argv, "--num-workers", "{cores}", ...application, "."],
    // It gives its workers three seconds to start, which is too short for a machine with much else to do.
    again: { said: "Failed to establish connection with worker", argv: [...argv, ...application, "."] },
    env: SAFE_PATH,
    parse: parseMypy,
    // 2 is misuse, but also a syntax error, which comes with a finding.
    exits: { clean: [0], findings: [1, 2] },
    filesBy: '"exclude"',
  };
}

import type { PlanInput, StepSpec } from "./model/check.ts";
import { parsePytest } from "./parse/pytest.ts";
import { parseRuff } from "./parse/ruff.ts";

const PYTEST_CONFIG = "pytest.ini";

/**
 * Pytest in the application's environment, where there is one: the launcher appends pytest's own site-packages, so an
 * application that brings a pytest or plugins of its own keeps them.
 */
export function pytest(input: PlanInput): StepSpec {
  const configured = input.configFiles.includes(PYTEST_CONFIG);
  return {
    id: "pytest",
    tool: "pytest",
    role: "gate",
    ...(configured ? { config: PYTEST_CONFIG } : {}),
    argv: [
      input.application ? "{app-python}" : "python",
      "{scripts}/drydock_pytest.py",
      "{tool-site}",
      ...["-q", "-p", "no:cacheprovider", "--color=no"],
      ...(configured ? ["-c", "{config}"] : []),
    ],
    parse: parsePytest,
    // 2 is an interruption, which collection errors cause, 4 a conftest.py that can't be imported: they come with findings.
    exits: { clean: [0], findings: [1, 2, 4] },
  };
}

/**
 * Which files the wanted Python's grammar rejects, asked of Ruff, whose parser does not depend on the Python that runs.
 * Only planned when an older Python has to run the tools: see judge.ts.
 */
export function syntaxOracle(input: PlanInput): StepSpec {
  const target = `py${input.settings.python.replace(".", "")}`;
  const options = ["--isolated", "--no-cache", "--select", "E9", "--target-version", target];
  return {
    id: "syntax",
    tool: "ruff",
    role: "oracle",
    argv: ["ruff", "check", ".", ...options, "--output-format", "json"],
    parse: parseRuff,
    exits: { clean: [0], findings: [1] },
  };
}

import { black, blackFix } from "./blackCommands.ts";
import { mypy, pylint } from "./commands.ts";
import type { CheckSpec } from "./model/check.ts";
import { phplint } from "./phpCommands.ts";
import { ruffCheck, ruffFix, ruffFormat, ruffFormatFix } from "./ruffCommands.ts";
import { pytest, syntaxOracle } from "./testCommands.ts";

const TEN_MINUTES = 600;
const PYTHON = [".py", ".pyi"] as const;

/** The checks, in the order of every report. A new check is one row here, a parser, and its tool in tools.ts. */
export const CHECKS = [
  {
    name: "lint",
    title: "Pylint",
    summary: "Lint with Pylint: fails on errors, or when the score is below fail-under",
    inRunAll: true,
    suffixes: PYTHON,
    workspace: "tree",
    application: true,
    timeoutSeconds: TEN_MINUTES,
    steps: (input) => [pylint(input), ...whenOlder(input)],
  },
  {
    name: "format",
    title: "Formatting",
    summary: "Check the formatting with Black (or Ruff, when the settings say so)",
    inRunAll: true,
    suffixes: PYTHON,
    workspace: "tree",
    application: false,
    timeoutSeconds: TEN_MINUTES,
    steps: (input) =>
      input.settings.formatter === "ruff" ? [ruffFormat("gate")] : [black("gate"), ...whenOlder(input)],
    fix: (input) =>
      input.settings.formatter === "ruff" ? [ruffFormatFix(), ruffFormat("gate")] : [blackFix(), black("gate")],
  },
  {
    name: "typecheck",
    title: "mypy",
    summary: "Check the types with mypy, with the application's own dependencies",
    inRunAll: true,
    suffixes: PYTHON,
    workspace: "tree",
    application: true,
    timeoutSeconds: TEN_MINUTES,
    steps: (input) => [mypy(input), ...whenOlder(input)],
  },
  {
    name: "ruff",
    title: "Ruff",
    summary: "Lint with Ruff, and note where the two formatters disagree",
    inRunAll: true,
    suffixes: PYTHON,
    workspace: "tree",
    application: false,
    timeoutSeconds: TEN_MINUTES,
    steps: (input) => [
      ruffCheck(),
      ...(input.settings.formatter === "black" ? [ruffFormat("opinion")] : []),
      // Who formats with Ruff may have no config for Black; then Black is not asked.
      ...(input.settings.formatter === "ruff" && input.configFiles.includes("black.toml") ? [black("opinion")] : []),
    ],
    fix: () => [ruffFix(), ruffCheck()],
  },
  {
    name: "test",
    title: "pytest",
    summary: "Run the tests with pytest, with the application's own dependencies",
    inRunAll: false,
    suffixes: PYTHON,
    workspace: "copy",
    application: true,
    timeoutSeconds: TEN_MINUTES,
    steps: (input) => [pytest(input), ...whenOlder(input)],
  },
  {
    name: "phplint",
    title: "PHP lint",
    summary: "Check the syntax of PHP files with php -l",
    inRunAll: false,
    suffixes: [".php"],
    workspace: "tree",
    application: false,
    timeoutSeconds: TEN_MINUTES,
    steps: () => [phplint()],
  },
] as const satisfies readonly CheckSpec[];

export type CheckName = (typeof CHECKS)[number]["name"];

export const CHECK_NAMES: readonly CheckName[] = CHECKS.map((row) => row.name);

/** The row of that name. Names come from the catalog or from settings checked against it. */
export function checkSpec(name: string): CheckSpec {
  const row = CHECKS.find((candidate) => candidate.name === name);
  if (row === undefined) throw new RangeError(`There is no check "${name}".`);
  return row;
}

function whenOlder(input: Parameters<CheckSpec["steps"]>[0]): ReturnType<CheckSpec["steps"]> {
  return input.olderPython ? [syntaxOracle(input)] : [];
}

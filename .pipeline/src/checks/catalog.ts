import type { Settings, Tool } from "../model.ts";
import { BLACK } from "./black.ts";
import { format } from "./format.ts";
import { HADOLINT, hadolint } from "./hadolint.ts";
import { MYPY, typecheck } from "./mypy.ts";
import { PHP, phplint } from "./phplint.ts";
import { lint, PYLINT } from "./pylint.ts";
import { PYTEST, test } from "./pytest.ts";
import type { CheckSpec, ToolSpec } from "./rows.ts";
import { RUFF, ruff } from "./ruff.ts";

/** The checks, in the order of every report. Each has its own file, with everything known about its tool. */
export const CHECKS = [lint, format, typecheck, ruff, test, phplint, hadolint] as const satisfies readonly CheckSpec[];

/** The pinned tools. */
export const TOOLS: readonly ToolSpec[] = [PYLINT, BLACK, MYPY, RUFF, PYTEST, PHP, HADOLINT];

/** The tools that are installed from packages. */
export const LOCKED_TOOLS = TOOLS.filter(({ source }) => source.kind === "lock").map(({ name }) => name);

export type CheckName = (typeof CHECKS)[number]["name"];

export const CHECK_NAMES: readonly CheckName[] = CHECKS.map(({ name }) => name);

/** The check of that name. Names come from the catalog or from settings validated against it. */
export function checkSpec(name: string): CheckSpec {
  return rowNamed(CHECKS, name);
}

/** The tool of that name. Names come from the steps of checks. */
export function toolSpec(name: Tool): ToolSpec {
  return rowNamed(TOOLS, name);
}

function rowNamed<Row extends { readonly name: string }>(rows: readonly Row[], wanted: string): Row {
  const row = rows.find(({ name }) => name === wanted);
  if (row === undefined) throw new RangeError(`Unknown check or tool "${wanted}".`);
  return row;
}

/** The named checks, in catalog order. `all`: those of the settings, or the catalog's own choice if they name none. */
export function selectChecks(names: readonly string[] | "all", settings: Settings): readonly CheckSpec[] {
  if (names !== "all") return CHECKS.filter(({ name }) => names.includes(name));
  if (settings.checks.length === 0) return CHECKS.filter(({ inRunAll }) => inRunAll);
  return CHECKS.filter(({ name }) => settings.checks.includes(name));
}

import { CHECKS } from "../../src/checks/catalog.ts";
import type { PlanInput } from "../../src/checks/rows.ts";
import type { Settings, ToolConfig } from "../../src/model.ts";

/** The settings of a project that has no drydock.json, with what a test wants to differ. */
export function settingsWith(over: Partial<Settings> = {}): Settings {
  return {
    python: "3.13",
    checks: [],
    formatter: "black",
    gates: {},
    timeout: {},
    ignore: [],
    strictConfig: false,
    strictScore: false,
    ...over,
  };
}

/** What a target holds that has files for every check. */
const EVERYTHING = new Set(CHECKS.map(({ files }) => files.join(" ")).concat("*.py *.pyi"));

/** A config of the config folder, where that stands at its usual place. */
export function given(name: string): ToolConfig & { readonly how: "given" } {
  return { how: "given", name, path: `.config/${name}` };
}

/** A source `src` of Python and PHP, and the config folder of the reference. */
export function planInput(over: Partial<PlanInput> = {}, settings: Partial<Settings> = {}): PlanInput {
  return {
    settings: settingsWith(settings),
    application: false,
    olderPython: false,
    targets: [{ path: "src", holds: EVERYTHING }],
    named: false,
    configs: {
      pylint: given(".pylintrc"),
      black: given("black.toml"),
      mypy: given("mypy.ini"),
      ruff: given("pyproject.toml"),
    },
    ...over,
  };
}

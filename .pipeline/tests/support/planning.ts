import type { PlanInput, Settings } from "../../src/model.ts";

/** The settings of a project that has no drydock.json, with what a test wants to differ. */
export function settingsWith(over: Partial<Settings> = {}): Settings {
  return { python: "3.13", checks: [], formatter: "black", gates: {}, timeout: {}, ignore: [], ...over };
}

export function planInput(over: Partial<PlanInput> = {}, settings: Partial<Settings> = {}): PlanInput {
  return {
    settings: settingsWith(settings),
    application: false,
    olderPython: false,
    targets: [{ path: ".", suffixes: new Set([".py", ".pyi", ".php"]) }],
    named: false,
    configs: {},
    ...over,
  };
}

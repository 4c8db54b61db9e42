import { CHECKS } from "./catalog.ts";
import type { CheckSpec } from "./model/check.ts";
import type { Settings } from "./model/settings.ts";

/** The named rows, in catalog order. `all`: those of the settings, or the catalog's own choice when they name none. */
export function selectChecks(names: readonly string[] | "all", settings: Settings): readonly CheckSpec[] {
  if (names !== "all") return CHECKS.filter(({ name }) => names.includes(name));
  if (settings.checks.length === 0) return CHECKS.filter(({ inRunAll }) => inRunAll);
  return CHECKS.filter(({ name }) => settings.checks.includes(name));
}

import { causeOf, isDrydockError } from "../../src/errors.ts";
import type { Run } from "../../src/model/run.ts";
import { unrun } from "../../src/run.ts";
import { selectChecks } from "../../src/selectChecks.ts";
import { DEFAULT_SETTINGS } from "../../src/settings.ts";
import { sumUp } from "../../src/sumUp.ts";

/** What the reports say of a run that never began: older ones that are green must not stay in its place. */
export function brokenRun(names: readonly string[] | "all", error: unknown): Run {
  const hint = isDrydockError(error) ? error.hint : "";
  const reason = [causeOf(error), hint].filter(Boolean).join("\n");
  const results = selectChecks(names, DEFAULT_SETTINGS).map((spec) => unrun(spec, "broken", reason, 0));
  return sumUp(results, { python: { wanted: DEFAULT_SETTINGS.python, used: null }, notices: [] }, 0);
}

import type { CheckResult, Execution, Run } from "../model.ts";
import { judge } from "./judge.ts";
import { type RunRequest, resultWithoutRun, summed } from "./run.ts";

/** The verdict on the source after a fix, and the execution of its tools; undefined if there was nothing to fix. */
export interface Fix {
  readonly run: Run;
  readonly execution: Execution | undefined;
}

/**
 * Carries out the one plan of a fix, and judges what is left. What its tools changed is in the engine's copy of the source,
 * and must not be used if the run is broken.
 */
export async function fixSource(request: RunRequest): Promise<Fix> {
  const { project, specs, plans, execute, signal, on } = request;
  const { input, source } = project;
  let execution: Execution | undefined;
  const run = await summed(request, async (idle) => {
    const busy = specs.filter((_, index) => idle[index] === undefined);
    for (const { name } of busy) on({ type: "check-started", check: name });
    const [plan] = plans;
    if (plan !== undefined && busy.length > 0) execution = await execute(plan, signal);
    const results = specs.map((spec, index): CheckResult => {
      const why = idle[index];
      if (why !== undefined || execution === undefined) {
        return resultWithoutRun(spec, why?.verdict ?? "skipped", why?.reason ?? "", 0);
      }
      return judge(spec, spec.fix?.(input) ?? [], execution, input, source);
    });
    for (const result of results) on({ type: "check-finished", result });
    return results;
  });
  return { run, execution };
}

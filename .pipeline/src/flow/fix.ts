import { checkSpec } from "../checks/catalog.ts";
import type { CheckResult, Execution, Run } from "../model.ts";
import { judge } from "./judge.ts";
import { planFix } from "./plan.ts";
import { idleChecks, type RunRequest, resultWithoutRun, sumUp } from "./run.ts";

/** The verdict on what a fix left, and where its tools did it; undefined when there was nothing to fix. */
export interface Fix {
  readonly run: Run;
  readonly execution: Execution | undefined;
}

/**
 * Runs the fixing steps of these checks, in the order of their names, and judges what is left. What they changed stands in
 * the engine's copy of the source, and is worth nothing where the run is broken.
 */
export async function fixSource(names: readonly string[], request: RunRequest): Promise<Fix> {
  const { specs, input, source, on } = request;
  on({ type: "run-started", checks: specs.map(({ name, title }) => ({ check: name, title })) });
  const idle = idleChecks(specs, source);
  const busy = names.map(checkSpec).filter((spec) => specs.some(({ name }, at) => name === spec.name && !idle[at]));
  for (const { name } of busy) on({ type: "check-started", check: name });
  const execution = busy.length === 0 ? undefined : await request.execute(planFix(busy, input), request.signal);
  const results = specs.map((spec, index): CheckResult => {
    const why = idle[index];
    if (why !== undefined || execution === undefined) {
      return resultWithoutRun(spec, why?.verdict ?? "skipped", why?.reason ?? "", 0);
    }
    return judge(spec, spec.fix?.(input) ?? [], execution, input, source);
  });
  for (const result of results) on({ type: "check-finished", result });
  const run = sumUp(results, request, execution?.durationMs ?? 0);
  on({ type: "run-finished", run });
  return { run, execution };
}

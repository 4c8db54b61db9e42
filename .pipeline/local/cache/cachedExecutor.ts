import type { Execution, Executor } from "../../src/model/execution.ts";
import type { Plan } from "../../src/model/plan.ts";

/** An executor that replays what is stored, and hands each execution that really happened to `keep`. */
export function cachedExecutor(
  execute: Executor,
  stored: (plan: Plan) => Execution | undefined,
  keep: (plan: Plan, execution: Execution) => Promise<void>,
): Executor {
  return async (plan, signal) => {
    const hit = stored(plan);
    if (hit !== undefined) return hit;
    const execution = await execute(plan, signal);
    await keep(plan, execution);
    return execution;
  };
}

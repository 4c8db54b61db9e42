import { causeOf } from "../errors.ts";
import type { Execution, Output, Plan, Step } from "../model.ts";
import type { Engine, ReadyStep, Workplace } from "./engine.ts";
import { isBlocking } from "./judge.ts";
import { configError } from "./plan.ts";

/** What happened, and the source as the steps left it. */
export interface Executed<Folder> {
  readonly execution: Execution;
  readonly tree: Folder;
}

/**
 * Runs a plan. All steps are prepared before the clock starts: building an environment does not count as the tool's
 * time. One time limit covers all steps of the plan. A blocking step that did not exit by itself ends the plan.
 */
export async function execute<Folder>(
  engine: Engine<Folder>,
  plan: Plan,
  signal: AbortSignal,
): Promise<Executed<Folder>> {
  const place = await engine.open(plan, signal);
  try {
    const ready = await Promise.all(plan.steps.map((step) => prepareStep(step, plan, engine, place, signal)));
    const start = engine.now();
    const outputs: Output[] = [];
    for (const [index, step] of plan.steps.entries()) {
      const run = ready[index] as ReadyStep | Output;
      const limited = async (argv: readonly string[]): Promise<Output> => {
        const msLeft = Math.max(1, start + plan.timeoutSeconds * 1000 - engine.now());
        const output = { step: step.id, ...(await (run as ReadyStep)(argv, msLeft, signal)) };
        return output.end.kind === "timeout"
          ? { ...output, end: { kind: "timeout", seconds: plan.timeoutSeconds } }
          : output;
      };
      let output = "end" in run ? run : await limited(step.argv);
      // At most one retry, and only if the output shows that the source was not the cause.
      if (step.retry !== undefined && printed(output, step.retry.when)) output = await limited(step.retry.argv);
      outputs.push(output);
      if (output.end.kind !== "exit" && isBlocking(step)) break;
    }
    const execution = { outputs, cwd: place.cwd, durationMs: engine.now() - start, cached: false };
    return { execution, tree: place.tree() };
  } finally {
    place.close();
  }
}

/** If a step that does not block cannot be prepared, the check goes on: the step counts as not started. */
async function prepareStep<Folder>(
  step: Step,
  plan: Plan,
  engine: Engine<Folder>,
  place: Workplace<Folder>,
  signal: AbortSignal,
): Promise<ReadyStep | Output> {
  try {
    if (step.config !== undefined) {
      const error = configError(plan.check, step, await engine.configText(step), engine.configFolder);
      if (error !== undefined) throw error;
    }
    return await place.prepare(step, signal);
  } catch (error) {
    if (isBlocking(step) || signal.aborted) throw error;
    return { step: step.id, end: { kind: "not-started", reason: causeOf(error) }, stdout: "", stderr: "" };
  }
}

function printed({ end, stdout, stderr }: Output, text: string): boolean {
  return end.kind === "exit" && (stdout.includes(text) || stderr.includes(text));
}

import { causeOf } from "../errors.ts";
import type { Execution, Output, Plan, Step } from "../model.ts";
import type { Engine, ReadyStep, Workplace } from "./engine.ts";
import { isBlocking } from "./judge.ts";
import { configTrouble } from "./plan.ts";

/** What happened, and the source as the steps that change it left it. */
export interface Executed<Left> {
  readonly execution: Execution;
  readonly left: Left;
}

/**
 * Carries a plan out. All steps are prepared before the clock runs: what an environment takes is no part of the tool's
 * time. The plan's time limit is one, over all its steps; a blocking step that did not end by itself ends the plan.
 */
export async function execute<Left>(engine: Engine<Left>, plan: Plan, signal: AbortSignal): Promise<Executed<Left>> {
  const place = await engine.open(plan, signal);
  try {
    const ready = await Promise.all(plan.steps.map((step) => prepared(step, plan, engine, place, signal)));
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
      // Twice at most, and only where the first try says that it was no fault of the source.
      if (step.again !== undefined && saidBy(output, step.again.said)) output = await limited(step.again.argv);
      outputs.push(output);
      if (output.end.kind !== "exit" && isBlocking(step)) break;
    }
    const execution = { outputs, cwd: place.cwd, durationMs: engine.now() - start, cached: false };
    return { execution, left: place.left() };
  } finally {
    place.close();
  }
}

/** A step whose word decides nothing may fail to be prepared without failing the check: it just was not started. */
async function prepared<Left>(
  step: Step,
  plan: Plan,
  engine: Engine<Left>,
  place: Workplace<Left>,
  signal: AbortSignal,
): Promise<ReadyStep | Output> {
  try {
    if (step.config !== undefined) {
      const trouble = configTrouble(plan.check, step, await engine.configText(step), engine.configFolder);
      if (trouble !== undefined) throw trouble;
    }
    return await place.prepare(step, signal);
  } catch (error) {
    if (isBlocking(step) || signal.aborted) throw error;
    return { step: step.id, end: { kind: "not-started", reason: causeOf(error) }, stdout: "", stderr: "" };
  }
}

function saidBy({ end, stdout, stderr }: Output, words: string): boolean {
  return end.kind === "exit" && (stdout.includes(words) || stderr.includes(words));
}

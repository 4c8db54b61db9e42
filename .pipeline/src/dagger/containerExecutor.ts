import type { Directory } from "@dagger.io/dagger";
import { configTrouble } from "../configTrouble.ts";
import { decides } from "../decides.ts";
import { causeOf } from "../errors.ts";
import type { Execution, Executor, Output } from "../model/execution.ts";
import type { Plan, Step } from "../model/plan.ts";
import { secondTry } from "../secondTry.ts";
import { TOOLS } from "../tools.ts";
import type { ContainerWorld } from "./containerWorld.ts";
import { engineTrouble } from "./engineTrouble.ts";
import { PLACES } from "./places.ts";
import { runStep } from "./runStep.ts";
import { stepContainer } from "./stepContainer.ts";

/** What happened, and the source as the steps that change it left it. */
export interface CarriedOut {
  readonly execution: Execution;
  readonly source: Directory;
}

/** Carries plans out in containers of the Dagger engine; the twin of the local engine's host executor. */
export function containerExecutor(world: ContainerWorld): Executor {
  return async (plan, signal) => (await carryOut(plan, world, signal)).execution;
}

/** Step by step; a deciding step that did not end by itself ends the plan. */
export async function carryOut(plan: Plan, world: ContainerWorld, signal: AbortSignal): Promise<CarriedOut> {
  const outputs: Output[] = [];
  let source = world.source;
  let durationMs = 0;
  for (const step of plan.steps) {
    const ready = await readyStep(plan, step, source, world, signal).catch((error: unknown) => {
      if (decides(step) || signal.aborted) throw error;
      return causeOf(error);
    });
    if (typeof ready === "string") {
      // Its word decides nothing, so the check goes on without it.
      outputs.push({ step: step.id, end: { kind: "not-started", reason: ready }, stdout: "", stderr: "" });
      continue;
    }
    const start = world.now();
    let { output, after } = await until(signal, runStep({ plan, step, ...ready, now: world.now }));
    const second = secondTry(step, output);
    if (second !== undefined) {
      const { argv } = stepContainer(plan, second, source, world);
      ({ output, after } = await until(signal, runStep({ plan, step, ...ready, argv, now: world.now })));
    }
    durationMs += world.now() - start;
    outputs.push(output);
    if (output.end.kind !== "exit" && decides(step)) break;
    if (step.role === "change" && after !== undefined) source = after.directory(PLACES.source);
  }
  return { execution: { outputs, cwd: PLACES.source, durationMs, cached: false }, source };
}

/** Built before the clock runs: what an environment takes is no part of the tool's time, nor its failure the tool's. */
async function readyStep(plan: Plan, step: Step, source: Directory, world: ContainerWorld, signal: AbortSignal) {
  const trouble = configTrouble(plan.check, step, await configText(step, world), "the config folder");
  if (trouble !== undefined) throw trouble;
  const { container, argv } = stepContainer(plan, step, source, world);
  const built = await until(signal, container.sync()).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw engineTrouble(`What ${plan.check} runs in could not be made`, error, hintFor(step));
  });
  return { container: built, argv };
}

/** The text only where it matters, since it is a request to the engine: that a file is there is known already. */
async function configText({ config = "", configSection }: Step, world: ContainerWorld): Promise<string | undefined> {
  if (!world.configFiles.includes(config)) return undefined;
  return configSection === undefined ? "" : world.config.file(config).contents();
}

function hintFor({ tool }: Step): string {
  const source = TOOLS[tool];
  if (source.kind === "image")
    return `The image ${source.image} has to be in reach of the engine; a registry mirror will do.`;
  return "The base image needs python3 with venv and pip; the requirements must be installable there, and the package index in reach.";
}

/** The engine goes on with what it has begun, but nobody waits for it any longer. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { configTrouble } from "../../src/configTrouble.ts";
import { decides } from "../../src/decides.ts";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { fillIn, type Places } from "../../src/fillIn.ts";
import type { Executor, Output } from "../../src/model/execution.ts";
import type { Plan, Step, Tool } from "../../src/model/plan.ts";
import { secondTry } from "../../src/secondTry.ts";
import type { HostProgram } from "../environment/hostProgram.ts";
import type { Environment } from "../environment/toolEnvironment.ts";
import { runProcess } from "../process/runProcess.ts";
import { removePath } from "../tree/removePath.ts";

/** Standard output and error, each: more is no output of a working tool. */
const MOST_OUTPUT = 64 * 1024 * 1024;
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

/** What the host executor asks of the engine around it. */
export interface HostWorld {
  /** The folder of the checked source for this plan: the shared mirror, or a copy of its own. */
  readonly workspace: (plan: Plan) => Promise<string>;
  /** Folder for the tools' caches and for each plan's room; only this run uses it. */
  readonly scratch: () => Promise<string>;
  /** Whether the tools of this plan begin with empty caches, which are gone after it. */
  readonly emptyCaches: (plan: Plan) => boolean;
  /** Where the tool is: its environment, or a program of the user's. */
  readonly toolEnvironment: (tool: Tool, check: string, signal: AbortSignal) => Promise<Environment | HostProgram>;
  readonly applicationEnvironment: (check: string, signal: AbortSignal) => Promise<Environment>;
  /** Content of a config file as it was when the run began; undefined when it is missing. */
  readonly config: (name: string) => Buffer | undefined;
  /** How the user calls the config folder, for messages. */
  readonly configFolder: string;
  readonly scripts: string;
  readonly cores: number;
  readonly now: () => number;
  readonly warn: (message: string) => void;
}

/** Carries plans out as processes of this machine, step by step; a deciding step that did not end by itself ends the plan. */
export function hostExecutor(world: HostWorld): Executor {
  return async (plan, signal) => {
    const cwd = await world.workspace(plan);
    const scratch = await world.scratch();
    const application = plan.application ? await world.applicationEnvironment(plan.check, signal) : undefined;
    const room = join(scratch, "rooms", plan.check);
    const caches = join(world.emptyCaches(plan) ? room : scratch, "caches");
    makeEmpty(room);
    try {
      const ready = await Promise.all(
        plan.steps.map((step) =>
          attempt(step, signal, () => prepareStep(step, plan, { room, caches }, world, application, signal)),
        ),
      );
      const start = world.now();
      const deadline = start + plan.timeoutSeconds * 1000;
      const outputs: Output[] = [];
      for (const [index, step] of plan.steps.entries()) {
        const one = ready[index] as ReadyStep | Output;
        const output = "end" in one ? one : await runTwice(step, one, { cwd, room, deadline, plan, world, signal });
        outputs.push(output);
        if (output.end.kind !== "exit" && decides(step)) break;
      }
      return { outputs, cwd, durationMs: world.now() - start, cached: false };
    } finally {
      leave(room);
    }
  };
}

/**
 * The folders that a plan's tools may write to beside the source: home, and the folder of the config, which is the root
 * of pytest's tests. New for each plan, so that no run finds what an earlier one left there.
 */
function makeEmpty(room: string): void {
  try {
    removePath(room);
    mkdirSync(join(room, "home"), { recursive: true });
  } catch (error) {
    const message = `Cannot empty the folder ${room}, where the tools run: ${causeOf(error)}.`;
    throw new DrydockError("broken", message, "See that there is space; or remove the folder, it is made anew.", error);
  }
}

/** What stays is removed before the next run. */
function leave(room: string): void {
  try {
    removePath(room);
  } catch {
    // Something may still be writing there.
  }
}

/** What a step has beside its words. */
interface ReadyStep {
  readonly environment: Environment | HostProgram;
  readonly places: Places;
  /** The folder of the copies of the user's projects, which stand below it by their own paths. */
  readonly copies: string | undefined;
}

async function prepareStep(
  step: Step,
  plan: Plan,
  { room, caches }: { readonly room: string; readonly caches: string },
  world: HostWorld,
  application: Environment | undefined,
  signal: AbortSignal,
): Promise<ReadyStep> {
  const config = placeConfig(step, plan, room, world);
  const environment = await world.toolEnvironment(step.tool, plan.check, signal);
  const cache = join(caches, step.tool);
  mkdirSync(cache, { recursive: true });
  const places: Places = {
    cache,
    cores: String(world.cores),
    scripts: world.scripts,
    ...("site" in environment ? { "tool-site": environment.site } : {}),
    ...(config === undefined ? {} : { config }),
    ...(application === undefined ? {} : { "app-python": application.python, "app-site": application.site }),
  };
  return { environment, places, copies: application?.copies };
}

/** A step whose word decides nothing may fail to be prepared without failing the check: it just was not started. */
async function attempt(
  step: Step,
  signal: AbortSignal,
  prepare: () => Promise<ReadyStep>,
): Promise<ReadyStep | Output> {
  try {
    return await prepare();
  } catch (error) {
    if (decides(step) || signal.aborted) throw error;
    return { step: step.id, end: { kind: "not-started", reason: causeOf(error) }, stdout: "", stderr: "" };
  }
}

interface StepSurroundings {
  readonly cwd: string;
  readonly room: string;
  readonly deadline: number;
  readonly plan: Plan;
  readonly world: HostWorld;
  readonly signal: AbortSignal;
}

/** Twice at most, and only where the first try says that it was no fault of the source. */
async function runTwice(step: Step, ready: ReadyStep, around: StepSurroundings): Promise<Output> {
  const output = await runStep(step, ready, around);
  const second = secondTry(step, output);
  return second === undefined ? output : runStep(second, ready, around);
}

async function runStep(step: Step, ready: ReadyStep, around: StepSurroundings): Promise<Output> {
  const { environment, places } = ready;
  const [program = "", ...args] = step.argv.map((word) => fillIn(word, places));
  const filled = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fillIn(value, places)]));
  const bin = "bin" in environment ? environment.bin : dirname(environment.path);
  const { end, stdout, stderr, heldOpen } = await runProcess({
    file: program.includes("/") ? program : "bin" in environment ? join(bin, program) : environment.path,
    args,
    cwd: around.cwd,
    env: { ...filled, PATH: `${bin}:${SYSTEM_PATH}`, HOME: join(around.room, "home") },
    timeoutMs: Math.max(1, around.deadline - around.world.now()),
    maxBytes: MOST_OUTPUT,
    signal: around.signal,
    contained: true,
  });
  if (heldOpen)
    around.world.warn(`${step.tool} left a process running that could not be ended, and was not waited for.`);
  const whole = end.kind === "timeout" ? { kind: "timeout" as const, seconds: around.plan.timeoutSeconds } : end;
  const neutral = (text: string) => withoutFolders(text, step, ready);
  return { step: step.id, end: whole, stdout: neutral(stdout), stderr: neutral(stderr) };
}

/** A tool's words with the folders of this machine called as they are in a container, so that they are the same words. */
function withoutFolders(text: string, { tool }: Step, { environment: at, places, copies }: ReadyStep): string {
  const { config } = places;
  const own = copies === undefined ? text : text.replaceAll(`${copies}/`, "/");
  const called = "folder" in at ? own.replaceAll(`${at.folder}/`, `/opt/drydock/${tool}/`) : own;
  return config === undefined ? called : called.replaceAll(`${dirname(config)}/`, "/app/config/");
}

/** Puts the step's config file, as it was read when the run began, alone into a folder; returns its path there. */
function placeConfig(step: Step, plan: Plan, room: string, world: HostWorld): string | undefined {
  if (step.config === undefined) return undefined;
  const content = world.config(step.config);
  const trouble = configTrouble(plan.check, step, content?.toString("utf8"), world.configFolder);
  if (trouble !== undefined || content === undefined) throw trouble;
  const folder = join(room, "config", step.id);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, step.config);
  writeFileSync(path, content);
  return path;
}

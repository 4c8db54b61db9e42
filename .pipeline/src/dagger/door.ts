import type { Container, Directory } from "@dagger.io/dagger";
import { checkSpec, selectChecks } from "../checks/catalog.ts";
import type { CheckSpec } from "../checks/rows.ts";
import { DrydockError, messageWithHint } from "../errors.ts";
import { execute } from "../flow/execute.ts";
import { leftOutNotice } from "../flow/leftOut.ts";
import { planCheck } from "../flow/plan.ts";
import { type RunRequest, run } from "../flow/run.ts";
import type { Plan, Run } from "../model.ts";
import { REPORTS } from "../report/reports.ts";
import { requireLineUrl } from "../report/safeText.ts";
import { PLAIN } from "../report/text/style.ts";
import { renderText } from "../report/text.ts";
import { containerEngine, stepContainer } from "./containerEngine.ts";
import { type ContainerProject, type ModuleState, openProject } from "./openProject.ts";
import { scopeOf } from "./scope.ts";
import { sourceContext } from "./sourceContext.ts";
import { folderOf } from "./writtenFolder.ts";

/** A thrown text is printed twice, and a terminal scrolls only so far back. */
export const FOR_A_LOG = {
  limit: 50,
  next: { fix: "dagger call fix -y", all: "dagger call report export --path .reports" },
};

/** Runs checks by their names, or those of the settings, and keeps every result. */
export async function runChecks(state: ModuleState, names: readonly string[] | "all", failFast = false): Promise<Run> {
  return runIn(state, await openProject(state), names, failFast);
}

async function runIn(
  state: ModuleState,
  project: ContainerProject,
  names: readonly string[] | "all",
  failFast: boolean,
): Promise<Run> {
  const specs = selectChecks(names, project.input.settings);
  const scope = await scopeOf(state, project, (earlier) => run(requestOf(earlier, specs)));
  return run({ ...requestOf(project, specs), scope, failFast });
}

/** A run of these checks in containers, or a fix, which has a plan of its own. */
export function requestOf(
  project: ContainerProject,
  specs: readonly CheckSpec[],
  plans: readonly Plan[] = specs.map((spec) => planCheck(spec, project.input)),
): RunRequest {
  const { context, input, source } = project;
  const leftOut = leftOutNotice(plans, input, source.paths, ({ config }) => context.configText(config?.path ?? ""));
  const engine = containerEngine(context);
  return {
    project: { ...project, notices: [...project.notices, ...leftOut] },
    ...{ specs, plans },
    execute: async (plan, signal) => (await execute(engine, plan, signal)).execution,
    failFast: false,
    signal: new AbortController().signal,
    now: context.now,
    on: () => {},
  };
}

/** The readable report; thrown, and then of at most 50 findings, when a check failed or is broken. */
export function verdict(run: Run): string {
  if (run.verdict === "passed" || run.verdict === "skipped") return renderText(run);
  throw new Error(renderText(run, PLAIN, FOR_A_LOG));
}

/** The container of a check's first step, before the tool runs. */
export async function containerOf(state: ModuleState, name: string): Promise<Container> {
  const { input, context } = await openProject(state);
  const plan = planCheck(checkSpec(name), input);
  const [step] = plan.steps;
  if (step === undefined) throw new RangeError(`The check "${name}" has no step.`);
  return stepContainer(plan, step, context);
}

/** Runs a function's work; what it throws for people ends as one plain message, with what to do next. */
export async function withReadableErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DrydockError) throw new Error(messageWithHint(error));
    throw error;
  }
}

/** Every report file of the reports table, of a run of all checks. */
export async function reportFiles(state: ModuleState, lineUrl: string): Promise<Directory> {
  const link = requireLineUrl(lineUrl);
  const project = await openProject(state);
  const run = await runIn(state, project, "all", false);
  const context = await sourceContext(run, project, link);
  return folderOf(new Map(Object.values(REPORTS).map(({ file, render }) => [file, render(run, context)])));
}

import { type Container, type Directory, dag } from "@dagger.io/dagger";
import { checkSpec } from "../catalog.ts";
import { DrydockError } from "../errors.ts";
import type { Run } from "../model/run.ts";
import { planCheck } from "../plan.ts";
import { REPORTS } from "../report/reports.ts";
import { PLAIN } from "../report/style.ts";
import { renderText } from "../report/text.ts";
import { requireLineUrl } from "../requireLineUrl.ts";
import { run } from "../run.ts";
import { selectChecks } from "../selectChecks.ts";
import { containerExecutor } from "./containerExecutor.ts";
import { type ModuleState, openProject, type Project } from "./openProject.ts";
import { sourceContext } from "./sourceContext.ts";
import { stepContainer } from "./stepContainer.ts";

/** A thrown text is printed twice, and a terminal scrolls only so far back. */
const MOST_FINDINGS = 200;
const HOW_TO_GET_ALL = "All of them: dagger call report export --path .reports";

/** Runs checks by their names, or those of the settings, and keeps every result. */
export async function runChecks(state: ModuleState, names: readonly string[] | "all", failFast = false): Promise<Run> {
  return runIn(await openProject(state), names, failFast);
}

function runIn(project: Project, names: readonly string[] | "all", failFast: boolean): Promise<Run> {
  return run({
    specs: selectChecks(names, project.input.settings),
    input: project.input,
    source: project.source,
    execute: containerExecutor(project.world),
    failFast,
    python: project.python,
    notices: project.notices,
    signal: new AbortController().signal,
    now: project.world.now,
    on: () => {},
  });
}

/** The readable report; thrown, and then of at most 200 findings, when a check failed or is broken. */
export function verdict(run: Run): string {
  if (run.verdict === "passed" || run.verdict === "skipped") return renderText(run);
  throw new Error(renderText(run, PLAIN, { limit: MOST_FINDINGS, howToGetAll: HOW_TO_GET_ALL }));
}

/** The container of a check's first step, before the tool runs. */
export async function containerOf(state: ModuleState, name: string): Promise<Container> {
  const { input, world } = await openProject(state);
  const plan = planCheck(checkSpec(name), input);
  const [step] = plan.steps;
  if (step === undefined) throw new RangeError(`The check "${name}" has no step.`);
  return stepContainer(plan, step, world.source, world).container;
}

/** Runs a function's work; what it throws for people ends as one plain message, with what to do next. */
export async function atDoor<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DrydockError)
      throw new Error(error.hint === "" ? error.message : `${error.message}\n${error.hint}`);
    throw error;
  }
}

/** Every report file of the reports table, of a run of all checks. */
export async function reportFiles(state: ModuleState, lineUrl: string): Promise<Directory> {
  const link = requireLineUrl(lineUrl);
  const project = await openProject(state);
  const run = await runIn(project, "all", false);
  const context = await sourceContext(run, project, link);
  let folder = dag.directory();
  for (const { file, render } of Object.values(REPORTS)) folder = folder.withNewFile(file, render(run, context));
  return folder;
}

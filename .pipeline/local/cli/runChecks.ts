import { checkSpec, selectChecks } from "../../src/checks/catalog.ts";
import type { PlanInput } from "../../src/checks/rows.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { exitCode } from "../../src/flow/judge.ts";
import { planCheck, planFix } from "../../src/flow/plan.ts";
import { run } from "../../src/flow/run.ts";
import type { Plan, Settings } from "../../src/model.ts";
import { renderJson } from "../../src/report/reports.ts";
import { renderText } from "../../src/report/text.ts";
import { openProject } from "../engine/project.ts";
import type { WarmPool } from "../process/warmPool.ts";
import type { Application } from "../python/application.ts";
import { type Outlet, terminalStyle } from "../ui/terminal.ts";
import { quoted } from "./about.ts";
import { type Delivery, perform } from "./deliver.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliContext, CliOptions, CliRequest, ReportTarget } from "./options.ts";
import { scopeOf } from "./scope.ts";
import { textOptions } from "./textOptions.ts";

/** Runs the checks, prints the report, returns the exit code. */
export async function runChecks(
  names: readonly string[] | "all",
  options: CliOptions,
  context: CliContext,
): Promise<number> {
  const act = (targets: readonly ReportTarget[], on: OnEvent) => checkOnce({ names, options, targets, context, on });
  const kind = names === "all" ? "all" : "one";
  const done = await perform<Delivery>({ names, kind, act, print: printRun(options, context) }, options, context);
  return exitCode(done.run.verdict);
}

/** All that one run of checks needs. */
export interface CheckRequest {
  readonly names: readonly string[] | "all";
  readonly options: CliOptions;
  /** The reports that will be written: they are not part of the source. */
  readonly targets: readonly ReportTarget[];
  readonly context: CliContext;
  readonly on: OnEvent;
  /** Tools that stay imported between runs. */
  readonly warm?: WarmPool;
}

/** A finished run, with the requirements as they were if a check needed them. */
export interface Checked extends Delivery {
  readonly application: Application | null;
}

/** One whole run, from the settings to the verdict. */
export async function checkOnce({ names, options, targets, context, on, warm }: CheckRequest): Promise<Checked> {
  const prepared = await prepareRun(options, targets, context, on);
  const { project, input } = prepared;
  const specs = selectChecks(names, project.settings);
  const plans = specs.map((spec) => planCheck(spec, input));
  const scope = await scopeOf(prepared, { specs, options, context, on, warm });
  const open = await openRun(prepared, specs, plans, { ...options, kept: true, warm }, context, on);
  try {
    const { application } = open.prepared;
    return { run: await run({ ...open.request, scope }), project, tree: open.snapshot.tree, application };
  } finally {
    await open.close();
  }
}

function printRun(options: CliOptions, { env }: CliContext) {
  return (done: Delivery, out: Outlet, display: (path: string) => string) => {
    const style = terminalStyle(out, options.color, env);
    const text = () => renderText(done.run, style, textOptions(done, options, out, display));
    out.write(options.json ? renderJson(done.run) : text());
  };
}

type Request = Extract<CliRequest, { verb: "check" | "fix" }>;

/** Prints the plans, and starts nothing, not even Python: what depends on the Python found is planned for the wanted one. */
export async function dryRun(request: Request, { cwd, env, signal, stdout }: CliContext): Promise<number> {
  const project = await openProject({ ...request.options, cwd, env, signal });
  const { settings, requirements, targets, named, configs } = project;
  const base = { settings, targets, named, configs };
  const input: PlanInput = { ...base, application: requirements !== undefined, olderPython: false };
  const plans = plansOf(request, settings, input);
  stdout.write(request.options.json ? `${JSON.stringify(plans, null, 2)}\n` : plans.map(lines).join(""));
  return 0;
}

function plansOf(request: Request, settings: Settings, input: PlanInput): readonly Plan[] {
  if (request.verb === "fix") return [planFix(request.checks.map(checkSpec), input)];
  return selectChecks(request.checks, settings).map((spec) => planCheck(spec, input));
}

function lines({ check, steps, timeoutSeconds }: Plan): string {
  const commands = steps.map(({ role, argv }) => `  ${role.padEnd(7)} ${argv.map(quoted).join(" ")}\n`);
  return `${check} (at most ${timeoutSeconds} s)\n${commands.join("")}`;
}

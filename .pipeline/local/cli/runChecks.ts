import { checkSpec, selectChecks } from "../../src/checks/catalog.ts";
import type { PlanInput } from "../../src/checks/rows.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { planCheck, planFix } from "../../src/flow/plan.ts";
import { run } from "../../src/flow/run.ts";
import type { Plan, Run, Settings } from "../../src/model.ts";
import { renderJson } from "../../src/report/reports.ts";
import { requireLineUrl } from "../../src/report/safeText.ts";
import { renderText } from "../../src/report/text.ts";
import { openProject } from "../engine/project.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import { type Outlet, terminalStyle } from "../ui/terminal.ts";
import { type Delivery, deliver, reportFailure } from "./deliver.ts";
import { exitCode } from "./exitCode.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliContext, CliOptions, CliRequest, ReportTarget } from "./options.ts";
import { reportTargets } from "./reportTargets.ts";

/** Runs the checks, prints the report, returns the exit code. */
export async function runChecks(
  names: readonly string[] | "all",
  options: CliOptions,
  context: CliContext,
): Promise<number> {
  const ui = chooseUi({ screen: context.stderr, env: context.env, ...options });
  try {
    const targets = reportTargets(options, names === "all" ? "all" : "one", context);
    requireLineUrl(options.lineUrl);
    const delivery = await runSelected(names, options, targets, context, ui.on).catch(
      reportFailure(names, targets, context),
    );
    await ui.close();
    await deliver(delivery, targets, options, context, (out, display) =>
      print(delivery.run, options, out, context.env, display),
    );
    return exitCode(delivery.run.verdict);
  } finally {
    await ui.close();
  }
}

async function runSelected(
  names: readonly string[] | "all",
  options: CliOptions,
  targets: readonly ReportTarget[],
  context: CliContext,
  on: OnEvent,
): Promise<Delivery> {
  const prepared = await prepareRun(options, targets, context, on);
  const { project, input } = prepared;
  const specs = selectChecks(names, project.settings);
  const plans = specs.map((spec) => planCheck(spec, input));
  const open = await openRun(prepared, specs, plans, { ...options, kept: true }, context, on);
  try {
    return { run: await run(open.request), project, tree: open.snapshot.tree };
  } finally {
    await open.close();
  }
}

function print(
  run: Run,
  { json, quiet, verbose, color }: CliOptions,
  out: Outlet,
  env: CliContext["env"],
  display: (path: string) => string,
): void {
  out.write(json ? renderJson(run) : renderText(run, terminalStyle(out, color, env), { display, quiet, verbose }));
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

function quoted(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

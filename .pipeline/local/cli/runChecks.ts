import type { OnEvent } from "../../src/events.ts";
import type { Run } from "../../src/model/run.ts";
import { planCheck } from "../../src/plan.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderText } from "../../src/report/text.ts";
import { requireLineUrl } from "../../src/requireLineUrl.ts";
import { run } from "../../src/run.ts";
import { selectChecks } from "../../src/selectChecks.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import type { Outlet } from "../ui/outlet.ts";
import { terminalStyle } from "../ui/terminalStyle.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { exitCode } from "./exitCode.ts";
import { openRun, prepareRun, sourceOf } from "./openRun.ts";
import type { CliOptions, ReportTarget } from "./options.ts";
import { reportFailure } from "./reportFailure.ts";
import { reportTargets } from "./reportTargets.ts";
import type { CliWorld } from "./world.ts";

/** Runs the checks, prints the report, returns the exit code. */
export async function runChecks(
  names: readonly string[] | "all",
  options: CliOptions,
  world: CliWorld,
): Promise<number> {
  const ui = chooseUi({ screen: world.stderr, env: world.env, ...options });
  try {
    const targets = reportTargets(options, names === "all" ? "all" : "one", world);
    requireLineUrl(options.lineUrl);
    const done = await checked(names, options, targets, world, ui.on).catch(reportFailure(names, targets, world));
    await ui.close();
    await deliver(done, targets, options, world, (out, display) => print(done.run, options, out, world.env, display));
    return exitCode(done.run.verdict);
  } finally {
    await ui.close();
  }
}

async function checked(
  names: readonly string[] | "all",
  options: CliOptions,
  targets: readonly ReportTarget[],
  world: CliWorld,
  on: OnEvent,
): Promise<Delivery> {
  const prepared = await prepareRun(options, targets, world, on);
  const { project, input, interpreter } = prepared;
  const specs = selectChecks(names, project.settings);
  const open = await openRun(
    prepared,
    specs.map((spec) => planCheck(spec, input)),
    { ...options, kept: true },
    world,
    on,
  );
  try {
    const result = await run({
      specs,
      input,
      source: sourceOf(open.snapshot.tree, project, options),
      execute: open.execute,
      failFast: options.failFast,
      python: { wanted: project.settings.python, used: interpreter.version },
      notices: [...prepared.notices, ...open.snapshot.tree.notices],
      signal: world.signal,
      now: () => performance.now(),
      on,
    });
    return { run: result, project, tree: open.snapshot.tree };
  } finally {
    await open.close();
  }
}

function print(
  run: Run,
  { json, quiet, verbose, color }: CliOptions,
  out: Outlet,
  env: CliWorld["env"],
  display: (path: string) => string,
): void {
  out.write(json ? renderJson(run) : renderText(run, terminalStyle(out, color, env), { display, quiet, verbose }));
}

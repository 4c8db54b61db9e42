import type { OnEvent } from "../../src/events.ts";
import type { Run } from "../../src/model/run.ts";
import { planCheck } from "../../src/plan.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderText } from "../../src/report/text.ts";
import { run } from "../../src/run.ts";
import { selectChecks } from "../../src/selectChecks.ts";
import { hasPython } from "../tree/hasPython.ts";
import { chooseUi } from "../ui/chooseUi.ts";
import { terminalStyle } from "../ui/terminalStyle.ts";
import { displayPath } from "./displayPath.ts";
import { exitCode } from "./exitCode.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliOptions } from "./options.ts";
import type { CliWorld } from "./world.ts";

/** Runs the checks, prints the report, returns the exit code. */
export async function runChecks(
  names: readonly string[] | "all",
  options: CliOptions,
  world: CliWorld,
): Promise<number> {
  const ui = chooseUi({ screen: world.stderr, env: world.env, ...options });
  try {
    const result = await checked(names, options, world, ui.on);
    await ui.close();
    report(result.run, options, world, result.display);
    return exitCode(result.run.verdict);
  } finally {
    await ui.close();
  }
}

async function checked(names: readonly string[] | "all", options: CliOptions, world: CliWorld, on: OnEvent) {
  const prepared = await prepareRun(options, world, on);
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
      prefix: project.prefix,
      execute: open.execute,
      ...(hasPython(open.snapshot.tree) ? {} : { skip: `There is no .py file in ${options.source}` }),
      failFast: options.failFast,
      python: { wanted: project.settings.python, used: interpreter.version },
      notices: [...prepared.notices, ...open.snapshot.tree.notices],
      signal: world.signal,
      now: () => performance.now(),
      on,
    });
    const display = displayPath(world.cwd, project.repository);
    return { run: result, display };
  } finally {
    await open.close();
  }
}

function report(result: Run, options: CliOptions, world: CliWorld, display: (path: string) => string): void {
  if (options.json) {
    world.stdout.write(renderJson(result));
    return;
  }
  const { quiet, verbose } = options;
  const style = terminalStyle(world.stdout, options.color, world.env);
  world.stdout.write(renderText(result, style, { display, quiet, verbose }));
}

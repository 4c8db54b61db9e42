import { join } from "node:path";
import { checkSpec, selectChecks } from "../../src/checks/catalog.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { fixSource } from "../../src/flow/fix.ts";
import { exitCode } from "../../src/flow/judge.ts";
import { planFix } from "../../src/flow/plan.ts";
import { printable, printableJson } from "../../src/report/safeText.ts";
import { renderText } from "../../src/report/text.ts";
import { changedFiles, writeBack } from "../files/writeBack.ts";
import { carryAttributes } from "../python/hostPrograms.ts";
import { type Outlet, terminalStyle } from "../ui/terminal.ts";
import { type Delivery, perform } from "./deliver.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliContext, CliOptions, ReportTarget } from "./options.ts";
import { textOptions } from "./textOptions.ts";

/** The result of a fix: the run on what remains, and paths relative to the repository. */
interface Fixed extends Delivery {
  readonly changed: readonly string[];
  /** Files that were saved while they were being fixed; they are not changed. */
  readonly conflicts: readonly string[];
}

/** Fixes a copy, writes what changed to the working tree, reports it, and returns the exit code. */
export async function runFix(names: readonly string[], options: CliOptions, context: CliContext): Promise<number> {
  const act = (targets: readonly ReportTarget[], on: OnEvent) => fix(names, options, targets, context, on);
  const fixed = await perform<Fixed>({ names, kind: "fix", act, print: printFix(options, context) }, options, context);
  return fixed.conflicts.length > 0 ? 2 : exitCode(fixed.run.verdict);
}

async function fix(
  names: readonly string[],
  options: CliOptions,
  targets: readonly ReportTarget[],
  context: CliContext,
  on: OnEvent,
): Promise<Fixed> {
  const prepared = await prepareRun(options, targets, context, on);
  const { project, input, interpreter } = prepared;
  // In the verb's order, not the catalog's: the formatter must run last.
  const plan = planFix(names.map(checkSpec), input);
  const specs = selectChecks(names, project.settings);
  const open = await openRun(prepared, specs, [plan], { ...options, explain: false, kept: false }, context, on);
  const { snapshot, request } = open;
  try {
    const { run, execution } = await fixSource(request);
    const done = { run, project, tree: snapshot.tree };
    if (execution === undefined || run.verdict === "broken") return { ...done, changed: [], conflicts: [] };
    const changed = await changedFiles(snapshot.tree, execution.cwd, context.signal);
    const { written, conflicts } = await writeBack({
      root: project.root,
      repository: project.root,
      before: snapshot.tree,
      changed,
      carry: carryAttributes(
        interpreter.path,
        join(prepared.scripts, "drydock_attributes.py"),
        context.env,
        context.signal,
      ),
      signal: context.signal,
    });
    return { ...done, changed: written, conflicts };
  } finally {
    await open.close();
  }
}

function printFix(options: CliOptions, { env }: CliContext) {
  return (fixed: Fixed, out: Outlet, display: (path: string) => string): void => {
    const { run, changed, conflicts } = fixed;
    if (options.json) {
      out.write(`${printableJson(JSON.stringify({ changed, conflicts, run }, null, 2))}\n`);
      return;
    }
    const style = terminalStyle(out, options.color, env);
    const lines = [
      ...changed.map((path) => `${style.green("fixed")}  ${printable(display(path))}`),
      ...conflicts.map(
        (path) =>
          `${style.red("left alone")}  ${printable(display(path))} changed while it was being fixed; run the fix again`,
      ),
    ];
    const clean = run.verdict === "passed" && conflicts.length === 0;
    if (!(options.quiet && clean)) for (const line of lines) out.write(`${line}\n`);
    if (!clean) out.write(renderText(run, style, { ...textOptions(fixed, options, out, display), quiet: false }));
    else if (!options.quiet)
      out.write(`${changed.length === 0 ? "Nothing to change" : `Files changed: ${changed.length}`}\n`);
  };
}

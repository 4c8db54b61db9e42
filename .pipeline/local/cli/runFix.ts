import { join } from "node:path";
import { checkSpec, selectChecks } from "../../src/checks/catalog.ts";
import { DrydockError } from "../../src/errors.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { fixSource } from "../../src/flow/fix.ts";
import { exitCode } from "../../src/flow/judge.ts";
import { planFix } from "../../src/flow/plan.ts";
import { previewOf } from "../files/patch.ts";
import { changedFiles, writeBack } from "../files/writeBack.ts";
import { carryAttributes } from "../python/hostPrograms.ts";
import { perform } from "./deliver.ts";
import { openRun, prepareRun } from "./openRun.ts";
import type { CliContext, CliOptions, ReportTarget } from "./options.ts";
import { type Fixed, printFix, printPatch, unreadable } from "./printFix.ts";

/** Fixes a copy, writes what changed to the working tree, reports it, and returns the exit code. */
export async function runFix(names: readonly string[], options: CliOptions, context: CliContext): Promise<number> {
  if (options.diff && options.report.length > 0) {
    const message = "--diff writes nothing, so it cannot be combined with --report.";
    throw new DrydockError("misuse", message, "Ask for the report of a check, such as format-check or ruff.");
  }
  const act = (targets: readonly ReportTarget[], on: OnEvent) => fix(names, options, targets, context, on);
  const print = options.diff ? printPatch(options, context) : printFix(options, context);
  const fixed = await perform<Fixed>({ names, kind: "fix", act, print }, options, context);
  const { run, conflicts, patch } = fixed;
  if (conflicts.length > 0) return 2;
  if (patch === undefined || run.verdict === "broken") return exitCode(run.verdict);
  // What no fix mends does not count here; but a file that could not even be read was not looked at.
  return patch.length > 0 || unreadable(run).length > 0 ? 1 : 0;
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
    const nothing = { changed: [], conflicts: [], ...(options.diff ? { patch: Buffer.alloc(0) } : {}) };
    if (execution === undefined || run.verdict === "broken") return { ...done, ...nothing };
    const changed = await changedFiles(snapshot.tree, execution.cwd, context.signal);
    if (options.diff) return { ...done, ...previewOf(project.root, snapshot.tree, changed) };
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

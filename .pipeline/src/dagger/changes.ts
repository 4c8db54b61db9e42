import type { Changeset } from "@dagger.io/dagger";
import { checkSpec, selectChecks } from "../checks/catalog.ts";
import { execute } from "../flow/execute.ts";
import { fixSource } from "../flow/fix.ts";
import { planFix } from "../flow/plan.ts";
import { sumUp } from "../flow/run.ts";
import type { CheckResult } from "../model.ts";
import { containerEngine } from "./containerEngine.ts";
import { requestOf, verdict } from "./door.ts";
import { type ModuleState, openProject } from "./openProject.ts";
import { notAtPath, pathInRepository } from "./sourcePath.ts";

/**
 * What the fixing steps of these checks, in this order, change in the repository. The tools run first: a Changeset is
 * lazy, and if a tool failed, it would look as if there was nothing to do.
 */
export async function changes(state: ModuleState, names: readonly string[]): Promise<Changeset> {
  const project = await openProject(state);
  const { context, input } = project;
  if (!project.isOfRepository) throw notAtPath(pathInRepository(state.sourcePath, "--source-path"));
  let root = context.root;
  const plan = planFix(names.map(checkSpec), input);
  const { run } = await fixSource({
    ...requestOf(project, selectChecks(names, input.settings), [plan]),
    execute: async (plan, signal) => {
      const { execution, tree } = await execute(containerEngine(context), plan, signal);
      root = tree;
      return execution;
    },
  });
  const stuck = run.results.flatMap(couldNotWork);
  if (stuck.length > 0) verdict(sumUp(stuck, project, run.durationMs));
  // A Changeset is applied relative to the current folder, which has to be the repository's root.
  return root.changes(context.root);
}

/** The result, if the tool could not do its work; findings that it leaves to people are no reason to refuse. */
function couldNotWork(result: CheckResult): readonly CheckResult[] {
  if (result.verdict === "broken") return [result];
  const findings = result.findings.filter(checkSpec(result.check).isUnreadable);
  return findings.length === 0 ? [] : [{ ...result, findings, verdict: "failed" }];
}

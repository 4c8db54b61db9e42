import { type Changeset, type Directory, dag } from "@dagger.io/dagger";
import { checkSpec } from "../catalog.ts";
import { judge } from "../judge.ts";
import type { Finding } from "../model/finding.ts";
import type { CheckResult } from "../model/run.ts";
import { idleChecks } from "../nothingToCheck.ts";
import { isSyntaxError } from "../olderPython.ts";
import { planFix } from "../plan.ts";
import { unrun } from "../run.ts";
import { sumUp } from "../sumUp.ts";
import { carryOut } from "./containerExecutor.ts";
import { verdict } from "./door.ts";
import { type ModuleState, openProject } from "./openProject.ts";
import { demandSourceAtPath } from "./sourcePath.ts";

/**
 * What the fixing steps of these checks, in this order, change in the repository. The tools run first: a Changeset is
 * lazy, and one that a tool could not work on would look like nothing to do.
 */
export async function changes(
  state: ModuleState,
  names: readonly string[],
  repository: Directory | undefined,
): Promise<Changeset> {
  const project = await openProject(state);
  const { world, input, source: about } = project;
  const { prefix } = about;
  if (repository !== undefined) {
    await demandSourceAtPath({ source: state.source, repository, prefix, ignore: input.settings.ignore });
  }
  const before = inRepository(prefix, world.source);
  const all = names.map(checkSpec);
  const idle = idleChecks(all, about);
  const specs = all.filter((_, index) => idle[index] === undefined);
  if (specs.length === 0) {
    const unrunAll = all.flatMap((spec, index) => {
      const why = idle[index];
      return why === undefined ? [] : [unrun(spec, why.verdict, why.reason, 0)];
    });
    verdict(sumUp(unrunAll, project, 0));
    return before.changes(before);
  }
  const { execution, source } = await carryOut(planFix(specs, input), world, new AbortController().signal);
  const results = specs.map((spec) => judge(spec, spec.fix?.(input) ?? [], execution, input, about));
  const stuck = results.flatMap(couldNotWork);
  if (stuck.length > 0) verdict(sumUp(stuck, project, execution.durationMs));
  return inRepository(prefix, source).changes(before);
}

/** Both sides stand where the source stands, since a Changeset is applied relative to the current folder. */
function inRepository(prefix: string, source: Directory): Directory {
  return prefix === "" ? source : dag.directory().withDirectory(prefix, source);
}

/** The result, when the tool could not do its work; findings that it leaves to people are no reason to refuse. */
function couldNotWork(result: CheckResult): readonly CheckResult[] {
  if (result.verdict === "broken") return [result];
  const findings = result.findings.filter(isUnreadable);
  return findings.length === 0 ? [] : [{ ...result, findings, verdict: "failed" }];
}

/** E902 and io are Ruff's words for a file that it cannot decode. */
function isUnreadable(finding: Finding): boolean {
  return isSyntaxError(finding) || finding.rule === "E902" || finding.rule === "io";
}

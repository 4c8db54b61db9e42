import { beforeReconciling, reconcileFormatters } from "../checks/format.ts";
import type { CheckSpec, PlanInput } from "../checks/rows.ts";
import { causeOf, DrydockError, messageWithHint } from "../errors.ts";
import type { CheckResult, Execution, Executor, Plan, Run, Source, Verdict } from "../model.ts";
import { type Scope, scoped } from "./compare.ts";
import type { OnEvent } from "./events.ts";
import { brokenByFaults, covers, judgeOutputs } from "./judge.ts";
import { missingNotice, withoutOwnModules } from "./missing.ts";
import { defaultsNotice } from "./project.ts";

/** A repository that an engine has opened: all that is known before a check runs. */
export interface OpenProject {
  readonly input: PlanInput;
  readonly source: Source;
  readonly python: Run["python"];
  readonly notices: readonly string[];
}

/** What to run, how, and who is told about it. */
export interface RunRequest {
  readonly project: OpenProject;
  /** In catalog order; the results keep it. */
  readonly specs: readonly CheckSpec[];
  /** Of a run, the plan of each check; of a fix, one for all. */
  readonly plans: readonly Plan[];
  readonly execute: Executor;
  /** Gets the verdict that the tools came to, replayed or not, whatever else breaks the check. */
  readonly judged?: (plan: Plan, execution: Execution, verdict: Verdict) => Promise<void>;
  /** What the findings are compared with; undefined if all count. */
  readonly scope?: Scope | undefined;
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
  readonly on: OnEvent;
}

/**
 * Runs all checks at once and keeps every result. Rejects only when the signal is aborted, with a DrydockError of the
 * kind `interrupted`; whatever goes wrong with one check is that check's result.
 */
export async function run(request: RunRequest): Promise<Run> {
  const { specs, on } = request;
  const checks = specs.map(({ name }) => name);
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  return summed(request, async (idle) => {
    const results = await Promise.all(
      specs.map(async (spec, index) => {
        const result = await runCheck(spec, idle[index], request, signal);
        const [told = result] = await inScope([beforeReconciling(result, checks)], request);
        on({ type: "check-finished", result: told });
        const ends = request.failFast && (told.verdict === "failed" || told.verdict === "broken");
        if (ends && !stop.signal.aborted) stop.abort(`${spec.name} ${result.verdict} and --fail-fast was given`);
        return result;
      }),
    );
    return inScope(reconcileFormatters(results), request);
  });
}

async function inScope(results: readonly CheckResult[], { scope }: RunRequest): Promise<readonly CheckResult[]> {
  return scope === undefined ? results : scoped(results, scope);
}

/** What a run and a fix have in common: the events around them, and the notices about all results together. */
export async function summed(
  { project, specs, plans, scope, signal, now, on }: RunRequest,
  work: (idle: readonly (Idle | undefined)[]) => Promise<readonly CheckResult[]>,
): Promise<Run> {
  const { input, source, python } = project;
  const start = now();
  on({ type: "run-started", checks: specs.map(({ name, title }) => ({ check: name, title })) });
  const results = withoutOwnModules(await work(idleChecks(specs, source)), source);
  if (signal.aborted) throw new DrydockError("interrupted", "Interrupted; no verdict was reached.");
  const notices = [
    ...project.notices,
    ...defaultsNotice(plans, input.configs),
    ...missingNotice(results, input, source),
  ];
  const comparison = scope === undefined ? {} : { comparison: scope.earlier[0].comparison };
  const sum = sumUp(results, { python, notices, ...comparison }, now() - start);
  on({ type: "run-finished", run: sum });
  return sum;
}

async function runCheck(
  spec: CheckSpec,
  idle: Idle | undefined,
  { project, plans, execute, judged, now, on }: RunRequest,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { input, source } = project;
  if (idle !== undefined) return resultWithoutRun(spec, idle.verdict, idle.reason, 0);
  if (signal.aborted) return resultWithoutRun(spec, "skipped", causeOf(signal.reason), 0);
  on({ type: "check-started", check: spec.name });
  const start = now();
  try {
    const plan = plans.find(({ check }) => check === spec.name);
    if (plan === undefined) throw new RangeError(`There is no plan for ${spec.name}.`);
    const execution = await execute(plan, signal);
    const result = judgeOutputs(spec, spec.steps(input), execution, input, source.prefix);
    await judged?.(plan, execution, result.verdict);
    return brokenByFaults(result, spec, source);
  } catch (error) {
    if (signal.aborted) return resultWithoutRun(spec, "skipped", causeOf(signal.reason), now() - start);
    return resultWithoutRun(spec, "broken", messageWithHint(error), now() - start);
  }
}

/** The result of a check that has no execution to judge. */
export function resultWithoutRun(
  spec: CheckSpec,
  verdict: "broken" | "skipped",
  reason: string,
  durationMs: number,
): CheckResult {
  return { check: spec.name, title: spec.title, verdict, reason, durationMs, cached: false, notices: [], findings: [] };
}

/** The Run of these results: its totals, and its verdict by the worst of them (skipped only when all are). */
export function sumUp(
  results: readonly CheckResult[],
  about: Pick<Run, "python" | "notices" | "comparison">,
  durationMs: number,
): Run {
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  const totals = {
    passed: count("passed"),
    failed: count("failed"),
    broken: count("broken"),
    skipped: count("skipped"),
    findings: results.reduce((sum, { findings }) => sum + findings.length, 0),
  };
  const verdict = worst(totals);
  const compared = about.comparison === undefined ? {} : { comparison: about.comparison };
  const { python, notices } = about;
  return { version: 1, verdict, totals, python, ...compared, durationMs, notices, results };
}

function worst(totals: Readonly<Record<Verdict, number>>): Verdict {
  if (totals.broken > 0) return "broken";
  if (totals.failed > 0) return "failed";
  return totals.passed > 0 ? "passed" : "skipped";
}

/** Why a check does not run. `broken` if no check has anything to do: that must not look clean. */
export interface Idle {
  readonly verdict: "skipped" | "broken";
  readonly reason: string;
}

/** For each check, why it has nothing to do in the source; undefined if it has something to do. */
export function idleChecks(
  specs: readonly Pick<CheckSpec, "files">[],
  { paths, name, allowEmpty }: Pick<Source, "paths" | "name" | "allowEmpty">,
): readonly (Idle | undefined)[] {
  const all = [...paths];
  const busy = specs.map((spec) => all.some((path) => covers(spec, path)));
  return specs.map(({ files: [first] }, index) => {
    if (busy[index]) return undefined;
    const where = `no ${first.startsWith("*") ? `${first.slice(1)} file` : first} in ${name}`;
    if (allowEmpty || busy.includes(true)) return { verdict: "skipped", reason: `There is ${where}` };
    const hint = "Name the folder with --source, or give --allow-empty if that is right.";
    return { verdict: "broken", reason: `Nothing was checked: there is ${where}.\n${hint}` };
  });
}

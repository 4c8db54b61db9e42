import { causeOf, DrydockError } from "./errors.ts";
import type { OnEvent } from "./events.ts";
import { beforeReconciling, reconcileFormatters } from "./formatters.ts";
import { judge } from "./judge.ts";
import type { CheckSpec, PlanInput } from "./model/check.ts";
import type { Executor } from "./model/execution.ts";
import type { CheckResult, Run } from "./model/run.ts";
import type { Source } from "./model/source.ts";
import { type Idle, idleChecks } from "./nothingToCheck.ts";
import { planCheck } from "./plan.ts";
import { sumUp } from "./sumUp.ts";

export interface RunRequest {
  /** In catalog order; the results keep it. */
  readonly specs: readonly CheckSpec[];
  readonly input: PlanInput;
  readonly source: Source;
  readonly execute: Executor;
  readonly failFast: boolean;
  readonly python: Run["python"];
  readonly notices: readonly string[];
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
  const { specs, on, now } = request;
  const start = now();
  const checks = specs.map(({ name }) => name);
  on({ type: "run-started", checks: specs.map(({ name, title }) => ({ check: name, title })) });
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const idle = idleChecks(specs, request.source);
  const results = await Promise.all(
    specs.map(async (spec, index) => {
      const result = await runCheck(spec, idle[index], request, signal);
      on({ type: "check-finished", result: beforeReconciling(result, checks) });
      const ends = request.failFast && (result.verdict === "failed" || result.verdict === "broken");
      if (ends && !stop.signal.aborted) stop.abort(`${spec.name} ${result.verdict} and --fail-fast was given`);
      return result;
    }),
  );
  if (request.signal.aborted) throw new DrydockError("interrupted", "Interrupted; no verdict was reached.");
  const settled = sumUp(reconcileFormatters(results), request, now() - start);
  on({ type: "run-finished", run: settled });
  return settled;
}

async function runCheck(
  spec: CheckSpec,
  idle: Idle | undefined,
  request: RunRequest,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { input, execute, now, on } = request;
  if (idle !== undefined) return unrun(spec, idle.verdict, idle.reason, 0);
  if (signal.aborted) return unrun(spec, "skipped", causeOf(signal.reason), 0);
  on({ type: "check-started", check: spec.name });
  const start = now();
  try {
    const execution = await execute(planCheck(spec, input), signal);
    return judge(spec, spec.steps(input), execution, input, request.source);
  } catch (error) {
    if (signal.aborted) return unrun(spec, "skipped", causeOf(signal.reason), now() - start);
    return unrun(spec, "broken", sentences(error), now() - start);
  }
}

/** The result of a check whose tools gave none. */
export function unrun(spec: CheckSpec, verdict: "broken" | "skipped", reason: string, durationMs: number): CheckResult {
  return { check: spec.name, title: spec.title, verdict, reason, findings: [], notices: [], durationMs, cached: false };
}

function sentences(error: unknown): string {
  const hint = error instanceof DrydockError ? error.hint : "";
  return hint === "" ? causeOf(error) : `${causeOf(error)}\n${hint}`;
}

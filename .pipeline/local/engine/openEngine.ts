import { checkSpec } from "../../src/checks/catalog.ts";
import { DrydockError } from "../../src/errors.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { execute } from "../../src/flow/execute.ts";
import type { Execution, Executor, Plan, Verdict } from "../../src/model.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { GONE } from "../cache/workspaces.ts";
import type { WarmPool } from "../process/warmPool.ts";
import { configReferences } from "./configReferences.ts";
import { type Environments, environments, environmentsIn } from "./environments.ts";
import { hostEngine } from "./hostEngine.ts";
import { applicationOf, externalReferences, type Prepared } from "./prepare.ts";
import type { Snapshot } from "./snapshot.ts";

export interface EngineRequest {
  readonly prepared: Prepared;
  readonly snapshot: Snapshot;
  /** Where verdicts are kept; undefined if a fix runs. */
  readonly store: ResultStore | undefined;
  /** Whether the tools may use their own caches of earlier runs. */
  readonly toolCaches: boolean;
  readonly cores: number;
  /** Most checks at once. */
  readonly most: number;
  /** Tools that stay imported between runs. */
  readonly warm: WarmPool | undefined;
  readonly signal: AbortSignal;
  readonly on: OnEvent;
}

/** The local engine: `execute` replays what is stored, or starts processes; `keep` stores a verdict for the next run. */
export interface OpenEngine {
  readonly execute: Executor;
  readonly keep: (plan: Plan, execution: Execution, verdict: Verdict) => Promise<void>;
}

export function openEngine(request: EngineRequest): OpenEngine {
  const { prepared, snapshot, store, cores, most, signal, on } = request;
  const { project, cache, locks, interpreter, uv } = prepared;
  const made = environments({
    locks,
    interpreter,
    // A cache folder that has become read-only may still hold environments that work.
    roots: [...new Set([environmentsIn(cache.folder), environmentsIn(cache.permanent)])],
    application: prepared.application,
    home: () => workspacesOf(snapshot).scratch,
    env: prepared.env,
    uv,
    program: prepared.program,
    verifyApplication: async () => {
      const now = await applicationOf(project, prepared.env, signal);
      // What is reached only through a link was copied, and each file compared with the key.
      if (now?.environment === prepared.application?.environment) return;
      throw new DrydockError("broken", "The application's requirements changed during the run.", "Run again.");
    },
    on,
  });
  let beyond: readonly string[] = [];
  const engine = hostEngine({
    workspace: async (plan) => workspacesOf(snapshot).of(plan),
    scratch: async () => workspacesOf(snapshot).scratch,
    shared: cache.folder,
    warm: request.warm,
    // What leads out of the copy reaches files with the user's own times.
    emptyCaches: (plan) =>
      !request.toolCaches || configReferences(plan, prepared.config) !== undefined || seesOutside(plan, prepared),
    toolEnvironment: made.tool,
    applicationEnvironment: async (check, stop) => {
      const environment = await made.application(check, stop);
      beyond = environment.beyond ?? [];
      return environment;
    },
    config: prepared.config.content,
    configFolder: project.configName,
    scripts: prepared.scripts,
    cores,
    now: () => performance.now(),
    warn: (message) => on({ type: "notice", message }),
  });
  const onHost: Executor = async (plan, stop) => (await execute(engine, plan, stop)).execution;
  const guarded = limited(failIfDisturbed(onHost, snapshot, made), most);
  return {
    execute: async (plan, stop) => snapshot.of.get(plan.check)?.stored ?? guarded(plan, stop),
    keep: async (plan, execution, verdict) => {
      if (execution.cached) return;
      const key = snapshot.of.get(plan.check)?.key ?? "";
      const known = !plan.application || beyond.length === 0;
      if (known && isWorthKeeping(plan, execution, verdict, prepared)) await store?.put(key, execution);
      else await store?.forget(key);
    },
  };
}

/** Whether a link of a local project of the application leads out of its copy. */
function seesOutside({ application }: Plan, prepared: Prepared): boolean {
  return application && (prepared.application?.sources.leaving.size ?? 0) > 0;
}

function workspacesOf(snapshot: Snapshot) {
  if (snapshot.workspaces === undefined) throw new Error("Nothing was copied, since every result was stored.");
  return snapshot.workspaces;
}

/**
 * The tools' results count only if the folder they ran in belonged to this run to the end, and their environments were
 * intact: somebody may have cleared the cache meanwhile. Then that is reported instead.
 */
function failIfDisturbed(execute: Executor, { workspaces, lost }: Snapshot, made: Environments): Executor {
  const gone = () => new DrydockError("broken", GONE, "Run again.");
  return async (plan, signal) => {
    const execution = await execute(plan, signal).catch((error) => {
      throw lost() && !signal.aborted ? gone() : error;
    });
    if (lost() || workspaces?.intact(plan) === false) throw gone();
    const problem = await made.problem(plan);
    if (problem !== undefined) throw new DrydockError("broken", problem, "Run again.");
    return execution;
  };
}

/**
 * A verdict is kept; anything else may have had a temporary cause, even in a step that only has an opinion.
 * Failed tests may depend on more than the source.
 */
function isWorthKeeping(plan: Plan, execution: Execution, verdict: Verdict, prepared: Prepared): boolean {
  const whole = execution.outputs.every(({ end }) => end.kind === "exit");
  if (!whole || externalReferences(plan, prepared) !== undefined) return false;
  return verdict === "passed" || (verdict === "failed" && checkSpec(plan.check).replaysFailures);
}

/** The same executor, with at most `most` plans at work at once; the others wait in the order they came. */
export function limited(execute: Executor, most: number): Executor {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (plan, signal) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      // The run may have ended while this one waited.
      signal.throwIfAborted();
      return await execute(plan, signal);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

import { checkSpec } from "../../src/catalog.ts";
import { DrydockError } from "../../src/errors.ts";
import type { OnEvent } from "../../src/events.ts";
import { judge } from "../../src/judge.ts";
import type { Execution, Executor } from "../../src/model/execution.ts";
import type { Plan } from "../../src/model/plan.ts";
import { cachedExecutor } from "../cache/cachedExecutor.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { hostExecutor } from "../host/hostExecutor.ts";
import { limited } from "../host/limited.ts";
import { reachOf } from "../project/configReach.ts";
import { GONE } from "../project/workspaces.ts";
import { type Environments, environments, environmentsIn } from "./environments.ts";
import { applicationOf, beyondKey, type Prepared } from "./prepare.ts";
import type { Snapshot } from "./snapshot.ts";

export interface EngineRequest {
  readonly prepared: Prepared;
  readonly snapshot: Snapshot;
  /** Where verdicts are kept; undefined when what runs is no check. */
  readonly store: ResultStore | undefined;
  /** Whether the tools may use what their own caches hold of earlier runs. */
  readonly toolCaches: boolean;
  readonly cores: number;
  /** Most checks at once. */
  readonly most: number;
  readonly signal: AbortSignal;
  readonly on: OnEvent;
}

/** The local engine's executor: stored results first, then processes on this machine. */
export function openEngine(request: EngineRequest): Executor {
  const { prepared, snapshot, store, cores, most, signal, on } = request;
  const { project, cache, locks, interpreter, uv } = prepared;
  const made = environments({
    locks,
    interpreter,
    // A cache folder that has become read-only may still hold environments that work.
    roots: [...new Set([environmentsIn(cache.folder), environmentsIn(cache.lasting)])],
    application: prepared.application,
    home: () => workspacesOf(snapshot).scratch,
    env: prepared.env,
    uv,
    program: prepared.program,
    verifyApplication: async () => {
      const now = await applicationOf(project, prepared.env, signal);
      // What is only seen through a link was copied, and each file compared with what the key says.
      if (now?.environment === prepared.application?.environment) return;
      throw new DrydockError("broken", "The application's requirements changed during the run.", "Run again.");
    },
    on,
  });
  let beyond: readonly string[] = [];
  const onHost = hostExecutor({
    workspace: async (plan) => workspacesOf(snapshot).of(plan),
    scratch: async () => workspacesOf(snapshot).scratch,
    // What reaches out meets files with the user's own times.
    emptyCaches: (plan) =>
      !request.toolCaches || reachOf(plan, prepared.config) !== undefined || seesOutside(plan, prepared),
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
  const stored = (plan: Plan) => snapshot.of.get(plan.check)?.stored;
  return cachedExecutor(limited(undisturbed(onHost, snapshot, made), most), stored, async (plan, execution) => {
    const key = snapshot.of.get(plan.check)?.key ?? "";
    const known = !plan.application || beyond.length === 0;
    if (known && worthKeeping(plan, execution, prepared)) await store?.put(key, execution);
    else await store?.forget(key);
  });
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
 * The tools' words count only when the folder they ran in was this run's to the end, and the tools were whole: somebody may
 * have cleared the cache meanwhile. Then that is what is told, not what came of it.
 */
function undisturbed(execute: Executor, { workspaces, lost }: Snapshot, made: Environments): Executor {
  const gone = () => new DrydockError("broken", GONE, "Run again.");
  return async (plan, signal) => {
    const execution = await execute(plan, signal).catch((error) => {
      throw lost() && !signal.aborted ? gone() : error;
    });
    if (lost() || workspaces?.intact(plan) === false) throw gone();
    const trouble = await made.trouble(plan);
    if (trouble !== undefined) throw new DrydockError("broken", trouble, "Run again.");
    return execution;
  };
}

/**
 * A verdict is kept; what was no verdict may have had a passing cause, and so may a step that only has an opinion.
 * Failed tests may depend on more than the tree.
 */
function worthKeeping(plan: Plan, execution: Execution, prepared: Prepared): boolean {
  const { input, project } = prepared;
  const whole = execution.outputs.every(({ end }) => end.kind === "exit");
  if (!whole || beyondKey(plan, prepared) !== undefined) return false;
  const spec = checkSpec(plan.check);
  const { verdict } = judge(spec, spec.steps(input), execution, input, project);
  return verdict === "passed" || (verdict === "failed" && plan.check !== "test");
}

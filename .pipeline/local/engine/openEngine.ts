import { checkSpec } from "../../src/catalog.ts";
import type { OnEvent } from "../../src/events.ts";
import { judge } from "../../src/judge.ts";
import type { Execution, Executor } from "../../src/model/execution.ts";
import type { Plan } from "../../src/model/plan.ts";
import { cachedExecutor } from "../cache/cachedExecutor.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { hostExecutor } from "../host/hostExecutor.ts";
import { limited } from "../host/limited.ts";
import { environments, environmentsIn } from "./environments.ts";
import type { Prepared } from "./prepare.ts";
import type { Snapshot } from "./snapshot.ts";

export interface EngineRequest {
  readonly prepared: Prepared;
  readonly snapshot: Snapshot;
  /** Undefined: nothing is replayed and nothing is kept. */
  readonly store: ResultStore | undefined;
  readonly cachePath: string;
  readonly cores: number;
  /** Most checks at once. */
  readonly most: number;
  readonly on: OnEvent;
}

/** The local engine's executor: stored results first, then processes on this machine. */
export function openEngine({ prepared, snapshot, store, cachePath, cores, most, on }: EngineRequest): Executor {
  const { project, cache, locks, interpreter, uv } = prepared;
  const made = environments({
    locks,
    interpreter,
    // A cache folder that has become read-only may still hold environments that work.
    roots: [...new Set([environmentsIn(cache.folder), environmentsIn(cachePath)])],
    ...(project.requirements === undefined ? {} : { requirements: project.requirements }),
    env: prepared.env,
    uv,
    on,
  });
  const onHost = hostExecutor({
    workspace: async (plan) => workspacesOf(snapshot).of(plan),
    scratch: async () => workspacesOf(snapshot).scratch,
    toolEnvironment: made.tool,
    applicationEnvironment: made.application,
    config: prepared.config.content,
    configFolder: project.config,
    scripts: prepared.scripts,
    cores,
    now: () => performance.now(),
  });
  const executor = limited(onHost, most);
  if (store === undefined) return executor;
  return cachedExecutor(executor, snapshot.stored, async (plan, execution) => {
    if (worthKeeping(plan, execution, prepared)) await store.put(snapshot.key(plan), execution);
  });
}

function workspacesOf(snapshot: Snapshot) {
  if (snapshot.workspaces === undefined) throw new Error("Nothing was copied, since every result was stored.");
  return snapshot.workspaces;
}

/** A verdict is kept; what was no verdict may have had a passing cause. Failed tests may depend on more than the tree. */
function worthKeeping(plan: Plan, execution: Execution, { input, project }: Prepared): boolean {
  const spec = checkSpec(plan.check);
  const { verdict } = judge(spec, spec.steps(input), execution, input, project);
  return verdict === "passed" || (verdict === "failed" && plan.check !== "test");
}

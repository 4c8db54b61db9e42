import { join } from "node:path";
import type { CheckSpec } from "../../src/checks/rows.ts";
import type { OnEvent } from "../../src/flow/events.ts";
import { isBlocking } from "../../src/flow/judge.ts";
import { leftOutNotice } from "../../src/flow/leftOut.ts";
import { nameOfTargets } from "../../src/flow/project.ts";
import type { RunRequest } from "../../src/flow/run.ts";
import type { Plan, Tool } from "../../src/model.ts";
import { cacheFolderPath } from "../cache/cacheFolder.ts";
import { explain, type LastRun, readLastRun, writeLastRun } from "../cache/keyRecord.ts";
import { pruneDaily } from "../cache/prune.ts";
import { resultStore } from "../cache/resultStore.ts";
import { cores } from "../engine/cores.ts";
import { openEngine } from "../engine/openEngine.ts";
import { applicationOf, externalReferences, type Prepared, prepare } from "../engine/prepare.ts";
import { isChecked, openProject } from "../engine/project.ts";
import { pythonNotices } from "../engine/pythonClaims.ts";
import { type Snapshot, takeSnapshot } from "../engine/snapshot.ts";
import { recoverWrites } from "../files/recoverWrites.ts";
import type { WarmPool } from "../process/warmPool.ts";
import type { CliContext, CliOptions, ReportTarget } from "./options.ts";

/** An engine that is ready to run plans; `close` releases its working folder. */
export interface OpenRun {
  readonly prepared: Prepared;
  readonly snapshot: Snapshot;
  /** The request to the core: what to check, and the engine. */
  readonly request: RunRequest;
  readonly close: () => Promise<void>;
}

/**
 * Repairs what a killed fix left half-written, reads the settings and finds what a run needs before it can be planned. The
 * reports that it will write are not part of the source.
 */
export async function prepareRun(
  options: CliOptions,
  targets: readonly ReportTarget[],
  context: CliContext,
  on: OnEvent,
): Promise<Prepared> {
  const { cwd, env, signal } = context;
  const project = await openProject({ ...options, cwd, env, signal, outputs: targets.map(({ path }) => path) });
  const recovered = recoverWrites(project.root, project.root);
  const request = { project, cachePath: cacheFolderPath(env), env, signal, on };
  const prepared = await prepare(request).catch((error) => {
    // No report will mention them, and the next run will not know of them.
    for (const message of recovered) on({ type: "notice", message });
    throw error;
  });
  return { ...prepared, notices: [...recovered, ...prepared.notices] };
}

/**
 * Takes the snapshot for these plans and opens the engine on it. `--explain` prints its reasons here, before anything runs.
 * `kept`: whether verdicts are stored and replayed.
 */
export async function openRun(
  found: Prepared,
  specs: readonly CheckSpec[],
  plans: readonly Plan[],
  options: CliOptions & { readonly kept: boolean; readonly warm?: WarmPool | undefined },
  context: CliContext,
  on: OnEvent,
): Promise<OpenRun> {
  // Read only if a check needs it: an invalid line must not break a formatter.
  const application = plans.some((plan) => plan.application)
    ? await applicationOf(found.project, context.env, context.signal)
    : null;
  const prepared = { ...found, application };
  const warn = (message: string) => on({ type: "notice", message });
  const store = resultStore(join(prepared.cache.folder, "results"), warn);
  const read = options.cache && options.kept ? store.get : async () => undefined;
  const snapshot = await takeSnapshot(prepared, plans, read, options.cache, context.signal);
  const folder = join(prepared.cache.folder, "projects", prepared.project.id);
  for (const { plan, key, inputs: now, stored } of snapshot.of.values()) {
    if (stored === undefined && options.explain)
      warn(`${plan.check} runs because ${reasons(plan, prepared, options, folder, now)}.`);
    if (options.kept) writeLastRun(folder, plan.check, key, now);
  }
  const all = cores();
  const { execute, keep } = openEngine({
    prepared,
    snapshot,
    store: options.kept ? store : undefined,
    toolCaches: options.cache,
    cores: Math.min(options.jobs ?? all, all),
    warm: options.warm,
    most: options.jobs ?? Number.POSITIVE_INFINITY,
    signal: context.signal,
    on,
  });
  const close = async () => {
    await snapshot.release();
    if (snapshot.misses.length > 0) await pruneDaily(prepared.cache.folder, Date.now());
  };
  const { tree } = snapshot;
  const { project, input, interpreter } = prepared;
  const request: RunRequest = {
    project: {
      input,
      source: {
        prefix: "",
        name: nameOfTargets(project.targets.map(({ path }) => path)),
        paths: [...tree.entries.keys(), ...tree.faults.keys()].filter(isChecked(project)),
        tree: project.listing.files,
        faults: tree.faults,
        allowEmpty: options.allowEmpty,
      },
      python: { wanted: project.settings.python, used: interpreter.version },
      notices: [
        ...prepared.notices,
        ...leftOutNotice(
          plans,
          input,
          tree.entries.keys(),
          ({ config }) => config && prepared.config.content(config)?.toString(),
        ),
        ...pythonNotices(project, toolsOf(plans)),
        ...tree.notices,
      ],
    },
    ...{ specs, plans, execute },
    judged: async (plan, execution, verdict) => {
      const again = execution.cached ? undefined : specs.find(({ name }) => name === plan.check)?.explain?.(execution);
      if (options.explain && again !== undefined) warn(again);
      await keep(plan, execution, verdict);
    },
    failFast: options.failFast,
    signal: context.signal,
    now: () => performance.now(),
    on,
  };
  return { prepared, snapshot, request, close };
}

function toolsOf(plans: readonly Plan[]): readonly Tool[] {
  return [...new Set(plans.flatMap(({ steps }) => steps.filter(isBlocking).map(({ tool }) => tool)))];
}

function reasons(
  plan: Plan,
  prepared: Prepared,
  options: Pick<CliOptions, "cache">,
  folder: string,
  now: LastRun,
): string {
  if (!options.cache) return "--no-cache was given";
  const externalReference = externalReferences(plan, prepared);
  if (externalReference !== undefined) return `${externalReference}, so it is never replayed`;
  return explain(readLastRun(folder, plan.check), now).join(", ");
}

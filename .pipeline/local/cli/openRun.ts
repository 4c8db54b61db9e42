import { join } from "node:path";
import type { OnEvent } from "../../src/events.ts";
import type { Executor } from "../../src/model/execution.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Source } from "../../src/model/source.ts";
import { explain } from "../cache/explain.ts";
import { type LastRun, readLastRun, writeLastRun } from "../cache/lastRun.ts";
import { pruneDaily } from "../cache/pruneDaily.ts";
import { resultStore } from "../cache/resultStore.ts";
import { openEngine } from "../engine/openEngine.ts";
import { applicationOf, beyondKey, type Prepared, prepare } from "../engine/prepare.ts";
import { type Snapshot, takeSnapshot } from "../engine/snapshot.ts";
import { cores } from "../host/cores.ts";
import { cacheFolderPath } from "../project/cacheFolder.ts";
import { openProject, type Project } from "../project/project.ts";
import { recoverWrites } from "../tree/recoverWrites.ts";
import type { Tree } from "../tree/tree.ts";
import type { CliOptions, ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";

/** An engine that is ready to carry plans out; `close` gives its working folder back. */
export interface OpenRun {
  readonly prepared: Prepared;
  readonly snapshot: Snapshot;
  readonly execute: Executor;
  readonly close: () => Promise<void>;
}

/** Sees to what a killed fix left, reads settings and finds what a run needs before it can be planned. The reports it will write are no part of the source. */
export async function prepareRun(
  options: CliOptions,
  targets: readonly ReportTarget[],
  world: CliWorld,
  on: OnEvent,
): Promise<Prepared> {
  const project = openProject({ cwd: world.cwd, ...options, outputs: targets.map(({ path }) => path) });
  const recovered = recoverWrites(project.repository, project.source);
  const request = { project, cachePath: cacheFolderPath(world.env), env: world.env, signal: world.signal, on };
  const prepared = await prepare(request).catch((error) => {
    // No report will tell of it, and the next run will not know.
    for (const message of recovered) on({ type: "notice", message });
    throw error;
  });
  return { ...prepared, notices: [...recovered, ...prepared.notices] };
}

/** What the checks are about, for the core. */
export function sourceOf(
  { entries, faults }: Tree,
  { prefix }: Project,
  { allowEmpty }: Pick<CliOptions, "allowEmpty">,
): Source {
  return { prefix, paths: [...entries.keys(), ...faults.keys()], faults, allowEmpty };
}

/** Takes the snapshot for these plans and opens the engine on it. `--explain` speaks here, before anything runs. `kept`: whether verdicts are stored, and replayed. */
export async function openRun(
  found: Prepared,
  plans: readonly Plan[],
  options: Pick<CliOptions, "cache" | "explain" | "jobs"> & { readonly kept: boolean },
  world: CliWorld,
  on: OnEvent,
): Promise<OpenRun> {
  // Read only where it matters: a line that can't be read is no trouble of a formatter's.
  const application = plans.some((plan) => plan.application)
    ? await applicationOf(found.project, world.env, world.signal)
    : null;
  const prepared = { ...found, application };
  const warn = (message: string) => on({ type: "notice", message });
  const store = resultStore(join(prepared.cache.folder, "results"), warn);
  const read = options.cache && options.kept ? store.get : async () => undefined;
  const snapshot = await takeSnapshot(prepared, plans, read, world.signal);
  const folder = join(prepared.cache.folder, "projects", prepared.project.id);
  for (const { plan, key, record, stored } of snapshot.of.values()) {
    const now = { record, tree: contents(snapshot) };
    if (stored === undefined && options.explain)
      warn(`${plan.check} runs because ${reasons(plan, prepared, options, folder, now)}.`);
    if (options.kept) writeLastRun(folder, plan.check, key, now);
  }
  const all = cores();
  const execute = openEngine({
    prepared,
    snapshot,
    store: options.kept ? store : undefined,
    toolCaches: options.cache,
    cores: Math.min(options.jobs ?? all, all),
    most: options.jobs ?? Number.POSITIVE_INFINITY,
    signal: world.signal,
    on,
  });
  const close = async () => {
    await snapshot.release();
    if (snapshot.misses.length > 0) await pruneDaily(prepared.cache.folder, Date.now());
  };
  return { prepared, snapshot, execute, close };
}

function reasons(
  plan: Plan,
  prepared: Prepared,
  options: Pick<CliOptions, "cache">,
  folder: string,
  now: LastRun,
): string {
  if (!options.cache) return "--no-cache was given";
  const reach = beyondKey(plan, prepared);
  if (reach !== undefined) return `${reach}, so it is never replayed`;
  return explain(readLastRun(folder, plan.check), now).join(", ");
}

function contents({ tree }: Snapshot): Record<string, string> {
  const records = [...tree.entries].map(([path, entry]) => {
    if (entry.kind === "link") return [path, `link to ${entry.target}`];
    return [path, entry.executable ? `${entry.hash} executable` : entry.hash];
  });
  return Object.fromEntries(records);
}

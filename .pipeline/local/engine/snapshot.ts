import { join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import { DrydockError } from "../../src/errors.ts";
import { IGNORED } from "../../src/flow/ignore.ts";
import type { Execution, Plan } from "../../src/model.ts";
import { cachePatterns, temporaryFolder } from "../cache/cacheFolder.ts";
import { type KeyRecord, keyOf, keyRecord } from "../cache/keyRecord.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { type Slot, takeSlot } from "../cache/slot.ts";
import { openWorkspaces, type Workspaces } from "../cache/workspaces.ts";
import { codeOf } from "../files/failures.ts";
import { readTree, type Tree } from "../files/readTree.ts";
import { externalReferences, type Prepared } from "./prepare.ts";

const TRIES = 3;
const NO_SPACE = ["ENOSPC", "EROFS", "EDQUOT", "EACCES", "EPERM"];

/** A plan with its key, made once, from what was there when the snapshot was taken. */
interface Keyed {
  readonly plan: Plan;
  readonly record: KeyRecord;
  readonly key: string;
  readonly stored: Execution | undefined;
}

/** The source at one moment: what it holds, the keys it gives the plans, and the folders its tools run in. */
export interface Snapshot {
  readonly tree: Tree;
  /** By the plan's check. */
  readonly of: ReadonlyMap<string, Keyed>;
  /** Plans without a stored result. */
  readonly misses: readonly Plan[];
  /** Undefined when every plan has a stored result: then nothing is copied. */
  readonly workspaces?: Workspaces;
  /** Whether another run has taken the folders over, because this one was stopped for long. */
  readonly lost: () => boolean;
  readonly release: () => Promise<void>;
}

/**
 * Reads the source, and copies it when a plan has to run. A file saved while it is copied starts the reading again, so
 * that what the tools see is always what the key says.
 */
export async function takeSnapshot(
  prepared: Prepared,
  plans: readonly Plan[],
  read: ResultStore["get"],
  signal: AbortSignal,
): Promise<Snapshot> {
  const { project, cache, env } = prepared;
  const ignore = [...IGNORED, ...project.settings.ignore, ...cachePatterns(project.source, env)];
  let changed = "The source";
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const tree = await readTree(project.source, ignore, signal);
    const found = await Promise.all(plans.map((plan) => keyed(plan, prepared, tree, read)));
    const of = new Map(found.map((one) => [one.plan.check, one]));
    const base = { tree, of, misses: found.filter(({ stored }) => stored === undefined).map(({ plan }) => plan) };
    if (base.misses.length === 0) return { ...base, lost: () => false, release: async () => {} };
    const { slot, workspaces } = await copy(tree, project.source, join(cache.folder, "projects", project.id), signal);
    if (!("changed" in workspaces)) return { ...base, workspaces, lost: slot.lost, release: slot.release };
    await slot.release();
    changed = workspaces.changed;
  }
  throw new DrydockError(
    "broken",
    `${changed} kept changing while it was read.`,
    "Run again once nothing writes to the source.",
  );
}

/** In the project's own folder; when the disk is full or gone read-only, in a temporary one. */
async function copy(tree: Tree, source: string, folder: string, signal: AbortSignal) {
  try {
    return await copyInto(await takeSlot(folder), tree, source, signal);
  } catch (error) {
    if (!NO_SPACE.includes(codeOf(error))) throw error;
    return copyInto({ folder: temporaryFolder(), lost: () => false, release: async () => {} }, tree, source, signal);
  }
}

async function copyInto(slot: Slot, tree: Tree, source: string, signal: AbortSignal) {
  try {
    return { slot, workspaces: await openWorkspaces(tree, source, slot.folder, signal) };
  } catch (error) {
    await slot.release();
    throw error;
  }
}

async function keyed(plan: Plan, prepared: Prepared, tree: Tree, read: ResultStore["get"]): Promise<Keyed> {
  const record = keyRecord(plan, {
    configDigest: prepared.config.digest,
    lockDigest: prepared.locks.digest,
    programs: await programVersions(plan, prepared),
    python: prepared.interpreter.version,
    applicationDigest: prepared.application?.content ?? null,
    scriptsDigest: prepared.scriptsDigest,
    treeDigest: tree.digest,
  });
  const key = keyOf(record);
  return { plan, record, key, stored: externalReferences(plan, prepared) === undefined ? await read(key) : undefined };
}

/** By tool. One that will not do has no version: its check will say why, and no result is stored under that key. */
async function programVersions({ steps }: Plan, { program }: Prepared): Promise<Record<string, string>> {
  const tools = [...new Set(steps.map(({ tool }) => tool))]
    .filter((tool) => toolSpec(tool).source.kind === "image")
    .sort();
  const versions = tools.map(async (tool) => [
    tool,
    await program(tool).then(
      ({ version }) => version,
      () => "",
    ),
  ]);
  return Object.fromEntries(await Promise.all(versions));
}

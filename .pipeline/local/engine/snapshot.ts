import { join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { IGNORED } from "../../src/ignore.ts";
import type { Execution } from "../../src/model/execution.ts";
import type { Plan } from "../../src/model/plan.ts";
import { type KeyRecord, keyOf, keyRecord } from "../cache/keyRecord.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { temporaryFolder } from "../project/cacheFolder.ts";
import { type Slot, takeSlot } from "../project/slot.ts";
import { openWorkspaces, type Workspaces } from "../project/workspaces.ts";
import { readTree } from "../tree/readTree.ts";
import type { Tree } from "../tree/tree.ts";
import type { Prepared } from "./prepare.ts";

const TRIES = 3;
const NO_SPACE = ["ENOSPC", "EROFS", "EDQUOT", "EACCES", "EPERM"];

/** The source at one moment: what it holds, the keys it gives the plans, and the folders its tools run in. */
export interface Snapshot {
  readonly tree: Tree;
  readonly record: (plan: Plan) => KeyRecord;
  readonly key: (plan: Plan) => string;
  /** The stored result of a plan's check, as it was when the snapshot was taken. */
  readonly stored: (plan: Plan) => Execution | undefined;
  /** Plans without a stored result. */
  readonly misses: readonly Plan[];
  /** Undefined when every plan has a stored result: then nothing is copied. */
  readonly workspaces?: Workspaces;
  readonly release: () => Promise<void>;
}

/**
 * Reads the source, and copies it when a plan has to run. A file saved while it is copied starts the reading again, so
 * that what the tools see is always what the key says.
 */
export async function takeSnapshot(
  prepared: Prepared,
  plans: readonly Plan[],
  store: ResultStore | undefined,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { project, cache } = prepared;
  let changed = "The source";
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const tree = await readTree(project.source, [...IGNORED, ...project.settings.ignore], signal);
    const record = (plan: Plan) => recordOf(plan, prepared, tree);
    const key = (plan: Plan) => keyOf(record(plan));
    const found = await Promise.all(plans.map(async (plan) => [plan.check, await store?.get(key(plan))] as const));
    const hits = new Map(found);
    const stored = (plan: Plan) => hits.get(plan.check);
    const base = { tree, record, key, stored, misses: plans.filter((plan) => stored(plan) === undefined) };
    if (base.misses.length === 0) return { ...base, release: async () => {} };
    const { slot, workspaces } = await copy(tree, project.source, join(cache.folder, "projects", project.id), signal);
    if (!("changed" in workspaces)) return { ...base, workspaces, release: slot.release };
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
    if (!NO_SPACE.includes(codeOf(error) ?? "")) throw error;
    return copyInto({ folder: temporaryFolder(), release: async () => {} }, tree, source, signal);
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

function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as NodeJS.ErrnoException;
  return code ?? (cause === undefined ? undefined : codeOf(cause));
}

function recordOf(plan: Plan, prepared: Prepared, tree: Tree): KeyRecord {
  return keyRecord(plan, {
    configDigest: prepared.config.digest,
    lockDigest: prepared.locks.digest,
    python: prepared.interpreter.version,
    applicationDigest: prepared.applicationDigest,
    scriptsDigest: prepared.scriptsDigest,
    treeDigest: tree.digest,
  });
}

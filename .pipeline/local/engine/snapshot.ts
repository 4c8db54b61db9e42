import { basename, join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import type { ConfigPlace } from "../../src/checks/rows.ts";
import { DrydockError } from "../../src/errors.ts";
import { placesAt, readsOf } from "../../src/flow/reads.ts";
import type { Execution, Plan } from "../../src/model.ts";
import { temporaryFolder } from "../cache/cacheFolder.ts";
import { keyOf, keyRecord, type LastRun } from "../cache/keyRecord.ts";
import type { ResultStore } from "../cache/resultStore.ts";
import { type Slot, takeSlot } from "../cache/slot.ts";
import { openWorkspaces, type Workspaces } from "../cache/workspaces.ts";
import { codeOf } from "../files/failures.ts";
import { readTree, type Tree, treeDigest, treeRecords } from "../files/readTree.ts";
import { treeIndex } from "../files/treeIndex.ts";
import { partDigest } from "./configPart.ts";
import { externalReferences, type Prepared } from "./prepare.ts";
import { isChecked } from "./project.ts";

const TRIES = 3;
const NO_SPACE = ["ENOSPC", "EROFS", "EDQUOT", "EACCES", "EPERM"];

/** A plan with its key, made once, from what was there when the snapshot was taken. */
interface Keyed {
  readonly plan: Plan;
  readonly key: string;
  /** What the key is made of, for `--explain`. */
  readonly inputs: LastRun;
  readonly stored: Execution | undefined;
}

/** The source at one moment: its content, the keys of the plans, and the folders that the tools run in. */
export interface Snapshot {
  readonly tree: Tree;
  /** By the plan's check. */
  readonly of: ReadonlyMap<string, Keyed>;
  /** Plans without a stored result. */
  readonly misses: readonly Plan[];
  /** Undefined if every plan has a stored result: then nothing is copied. */
  readonly workspaces?: Workspaces;
  /** Whether another run has taken over the folders, because this one was suspended for too long. */
  readonly lost: () => boolean;
  readonly release: () => Promise<void>;
}

/**
 * Reads the source, and copies it if a plan has to run. If a file is saved while it is copied, reading starts again, so
 * that the tools always see what the key describes. `cached`: whether it is believed what earlier runs read.
 */
export async function takeSnapshot(
  prepared: Prepared,
  plans: readonly Plan[],
  read: ResultStore["get"],
  cached: boolean,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { project, cache } = prepared;
  // A plan that leads out of the tree is never replayed, and may read anything.
  const readsAll = plans.some((plan) => externalReferences(plan, prepared) !== undefined);
  const reads = readsAll ? () => true : readsOf(plans, (plan) => mentions(plan, prepared));
  const keeps = (path: string) => plans.some((plan) => isShared(placesAt(plan, path)));
  const interest = { reads, checks: isChecked(project), keeps };
  const folder = join(cache.folder, "projects", project.id);
  let changed = "The source";
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const listing = attempt === 0 ? project.listing : await project.list();
    // If the copy is not what was read, nothing is believed the second time.
    const believe = cached && attempt === 0;
    const index = treeIndex({ file: join(folder, "tree-index"), root: project.root, believe });
    const tree = await readTree(listing, interest, signal, index);
    const found = await Promise.all(plans.map((plan) => keyed(plan, prepared, tree, read)));
    const of = new Map(found.map((one) => [one.plan.check, one]));
    const base = { tree, of, misses: found.filter(({ stored }) => stored === undefined).map(({ plan }) => plan) };
    if (base.misses.length === 0) return { ...base, lost: () => false, release: async () => {} };
    const { slot, workspaces } = await copy(tree, project.root, folder, signal);
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

/** In the project's own folder; if the disk is full or read-only, in a temporary one. */
async function copy(tree: Tree, root: string, folder: string, signal: AbortSignal) {
  try {
    return await copyInto(await takeSlot(folder), tree, root, signal);
  } catch (error) {
    if (!NO_SPACE.includes(codeOf(error))) throw error;
    return copyInto({ folder: temporaryFolder(), lost: () => false, release: async () => {} }, tree, root, signal);
  }
}

async function copyInto(slot: Slot, tree: Tree, root: string, signal: AbortSignal) {
  try {
    return { slot, workspaces: await openWorkspaces(tree, root, slot.folder, signal) };
  } catch (error) {
    await slot.release();
    throw error;
  }
}

/** The texts of a plan's configs, which may name files that its tools read. */
function mentions(plan: Plan, { config }: Prepared): string {
  return plan.steps.map(({ config: own }) => (own === undefined ? "" : config.content(own)?.toString())).join("\n");
}

async function keyed(plan: Plan, prepared: Prepared, tree: Tree, read: ResultStore["get"]): Promise<Keyed> {
  const { config, project } = prepared;
  const text = mentions(plan, prepared);
  const reads = readsOf([plan], () => text);
  const records = treeRecords(tree, reads, (path) => partOf(plan, prepared, path, tree.texts?.get(path)));
  const record = keyRecord(plan, {
    configDigest: (own) =>
      (own.how === "found" ? partOf(plan, prepared, own.path, config.content(own)) : undefined) ?? config.digest(own),
    lockDigest: prepared.locks.digest,
    programs: await programVersions(plan, prepared),
    python: prepared.interpreter.version,
    applicationDigest: prepared.application?.content ?? null,
    scriptsDigest: prepared.scriptsDigest,
    root: ["__init__.py", "__init__.pyi"].some((name) => tree.entries.has(name)) ? basename(project.root) : null,
    treeDigest: treeDigest(records, tree),
  });
  const key = keyOf(record);
  return {
    plan,
    key,
    inputs: { record, tree: Object.fromEntries(records.filter(([path]) => !Object.hasOwn(record.config, path))) },
    stored: externalReferences(plan, prepared) === undefined ? await read(key) : undefined,
  };
}

/**
 * Digest of what the plan's tools read of a file that holds other tools' settings too; undefined if all of it counts, or may.
 */
function partOf(plan: Plan, { config }: Prepared, path: string, bytes: Buffer | undefined): string | undefined {
  const places = placesAt(plan, path);
  if (bytes === undefined || !isShared(places)) return undefined;
  const others = plan.steps.flatMap(({ config: own }) => (own === undefined || own.path === path ? [] : [own]));
  const isMentioned = others.some((own) => config.content(own)?.includes(path));
  return isMentioned ? undefined : partDigest(bytes, path, places);
}

function isShared(places: readonly ConfigPlace[] | undefined): places is readonly ConfigPlace[] {
  return places?.some(({ table, sections }) => table !== undefined || sections !== undefined) === true;
}

/** By tool. An unusable one has no version: its check will say why, and no result is stored under that key. */
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

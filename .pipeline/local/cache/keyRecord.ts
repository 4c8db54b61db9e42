import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toolSpec } from "../../src/checks/catalog.ts";
import type { Plan } from "../../src/model.ts";
import type { StepConfig } from "../files/configFiles.ts";
import { replaceFile } from "../files/disk.ts";

/**
 * Increase it to invalidate every stored result.
 * 1: first version.
 * 2: mtimes and modes in the copy are made from the content; before, a tool's own cache could decide a verdict by the user's.
 * 3: the tree is the repository, and counts as far as a check may read it.
 * 4: of a file in which several tools have settings, what the check's tools read counts; of a link that is read, its end too.
 */
const KEY_VERSION = 4;

/** Everything that can change what a plan's tools print, and why it is part of the key. */
export interface KeyRecord {
  readonly version: typeof KEY_VERSION;
  /** Two checks may run the same commands but parse the output differently. */
  readonly check: string;
  /** The commands with their placeholders: without paths of this machine and without the core count, which changes no finding. */
  readonly commands: readonly { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> }[];
  /** Digest of each step's config file, or of what its tool reads of it, by its name or path; null where the file is missing. */
  readonly config: Readonly<Record<string, string | null>>;
  /** Digest of each tool's lock file: its version and those of its dependencies. */
  readonly locks: Readonly<Record<string, string>>;
  /** Full version of each tool that is the user's own program. */
  readonly programs: Readonly<Record<string, string>>;
  /** Full version of the Python that runs the tools: grammar and standard library differ. */
  readonly python: string;
  /** Operating system and processor: `sys.platform` decides what mypy sees, and wheels differ. */
  readonly platform: string;
  /** Digest of the application's requirements, if the check uses them. */
  readonly application: string | null;
  /** Digest of Drydock's own scripts that run together with the tools. */
  readonly scripts: string;
  /** The root's name, if the root itself is a package; otherwise null. */
  readonly root: string | null;
  /**
   * Digest of what the check may read of the tree: paths, contents, executable bits, links, and the names of folders. Of a
   * `pyproject.toml` that it reads as a config alone, only its tools' tables count.
   */
  readonly tree: string;
}

/** What the key needs to know besides the plan. */
export interface KeyInputs {
  readonly configDigest: (config: StepConfig) => string | null;
  readonly lockDigest: (tool: string) => string;
  readonly programs: Readonly<Record<string, string>>;
  readonly python: string;
  readonly applicationDigest: string | null;
  readonly scriptsDigest: string;
  readonly root: string | null;
  readonly treeDigest: string;
}

export function keyRecord(plan: Plan, inputs: KeyInputs): KeyRecord {
  const configs = plan.steps.flatMap(({ config }) => (config === undefined ? [] : [config]));
  const locked = plan.steps.map(({ tool }) => tool).filter((tool) => toolSpec(tool).source.kind === "lock");
  return {
    version: KEY_VERSION,
    check: plan.check,
    commands: plan.steps.map(({ argv, env }) => ({ argv, env: sorted(env) })),
    config: sorted(Object.fromEntries(configs.map((config) => [nameOf(config), inputs.configDigest(config)]))),
    locks: Object.fromEntries(locked.sort().map((tool) => [tool, inputs.lockDigest(tool)])),
    programs: inputs.programs,
    python: inputs.python,
    platform: `${process.platform}-${process.arch}`,
    application: plan.application ? inputs.applicationDigest : null,
    scripts: inputs.scriptsDigest,
    root: inputs.root,
    tree: inputs.treeDigest,
  };
}

/** The key itself. The record's fields and maps are built in a fixed order, so equal records give equal keys. */
export function keyOf(record: KeyRecord): string {
  return `drydock:${record.check}:${createHash("sha256").update(JSON.stringify(record)).digest("hex")}`;
}

function nameOf(config: StepConfig): string {
  return config.how === "given" ? (config.path ?? config.name) : config.path;
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The inputs of a check's last run in this project; read by `--explain`, never by the cache. */
export interface LastRun {
  readonly record: KeyRecord;
  /** Path → content, as in the tree's digest. */
  readonly tree: Readonly<Record<string, string>>;
}

/** The last run of that check; undefined if there is none, or it cannot be read. */
export function readLastRun(project: string, check: string): LastRun | undefined {
  try {
    const text = readFileSync(fileOf(project, check), "utf8");
    return JSON.parse(text.slice(text.indexOf("\n"))) as LastRun;
  } catch {
    return undefined;
  }
}

/**
 * Remembers a run, replayed or not. Written atomically, and only if its key differs from that of the last run. A failure to
 * write costs only the explanation.
 */
export function writeLastRun(project: string, check: string, key: string, run: LastRun): void {
  const file = fileOf(project, check);
  try {
    if (lastKey(file) === key) return;
    replaceFile(file, `${key}\n${JSON.stringify(run)}`);
  } catch {
    // Nothing depends on it.
  }
}

/** The first line of the file. */
function lastKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n", 1)[0] : undefined;
}

function fileOf(project: string, check: string): string {
  return join(project, "last", `${check}.json`);
}

const MAX_REASONS = 10;

/** Why a check runs again: the inputs that differ from its last run, each as a short phrase. */
export function explain(last: LastRun | undefined, now: LastRun): readonly string[] {
  if (last === undefined) return ["it has not run for this source and config before"];
  const before = last.record;
  const after = now.record;
  const reasons = [
    ...changes("config", before.config, after.config),
    ...changes("lock of", before.locks, after.locks),
    ...changes("version of", before.programs ?? {}, after.programs),
    ...valueChange("Python", before.python, after.python),
    ...valueChange("platform", before.platform, after.platform),
    ...(before.application === after.application ? [] : ["the application's requirements changed"]),
    ...(JSON.stringify(before.commands) === JSON.stringify(after.commands)
      ? []
      : ["the command line or its environment changed"]),
    ...(before.scripts === after.scripts ? [] : ["Drydock's own launcher changed"]),
    ...(before.root === after.root ? [] : ["the root's folder has another name"]),
    ...(before.version === after.version ? [] : ["the cache's key version changed"]),
    ...shortened(changes("file", last.tree, now.tree)),
  ];
  return reasons.length > 0 ? reasons : ["nothing changed, but its last result was not stored or was removed"];
}

function valueChange(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what} changed from ${before} to ${after}`];
}

type Digests = Readonly<Record<string, string | null>>;

function changes(what: string, before: Digests, after: Digests): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [digestOf(before, name), digestOf(after, name)];
    if (was === is) return [];
    return [`${what} ${name} ${was === null ? "is new" : is === null ? "is gone" : "changed"}`];
  });
}

/** A file may be called `constructor`, so only own properties count. */
function digestOf(digests: Digests, name: string): string | null {
  return Object.hasOwn(digests, name) ? (digests[name] ?? null) : null;
}

function shortened(reasons: readonly string[]): readonly string[] {
  if (reasons.length <= MAX_REASONS) return reasons;
  return [...reasons.slice(0, MAX_REASONS), `and ${reasons.length - MAX_REASONS} more files`];
}

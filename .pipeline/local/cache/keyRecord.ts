import { createHash } from "node:crypto";
import type { Plan } from "../../src/model/plan.ts";
import { TOOLS } from "../../src/tools.ts";

/**
 * Raise it to make every stored result unreachable.
 * 1: first version.
 * 2: mtimes and modes in the copy are made from the content; before, a tool's own cache could decide a verdict by the user's.
 */
const KEY_VERSION = 2;

/** Everything that may change what a plan's tools print, and why it is part of the key. */
export interface KeyRecord {
  readonly version: typeof KEY_VERSION;
  /** The same commands may serve two checks, whose outputs are read differently. */
  readonly check: string;
  /** The commands with their placeholders: no path of this machine, and no core count, which changes no finding. */
  readonly commands: readonly { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> }[];
  /** Content digest of each step's config file by name; null where the file is missing. */
  readonly config: Readonly<Record<string, string | null>>;
  /** Digest of each tool's lock file: its version and that of all it stands on. */
  readonly locks: Readonly<Record<string, string>>;
  /** Full version of each tool that is a program of the user's. */
  readonly programs: Readonly<Record<string, string>>;
  /** Full version of the Python that runs the tools: grammar and standard library differ. */
  readonly python: string;
  /** Operating system and processor: `sys.platform` decides what mypy sees, and wheels differ. */
  readonly platform: string;
  /** Digest of the application's requirements, when the check uses them. */
  readonly application: string | null;
  /** Drydock's own scripts that take part in a run. */
  readonly scripts: string;
  /** Digest of the source tree: paths, contents, executable bits, links. */
  readonly tree: string;
}

/** What the key needs to know of the world beside the plan. */
export interface KeyWorld {
  readonly configDigest: (name: string) => string | null;
  readonly lockDigest: (tool: string) => string;
  readonly programs: Readonly<Record<string, string>>;
  readonly python: string;
  readonly applicationDigest: string | null;
  readonly scriptsDigest: string;
  readonly treeDigest: string;
}

export function keyRecord(plan: Plan, world: KeyWorld): KeyRecord {
  const configs = plan.steps.flatMap(({ config }) => (config === undefined ? [] : [config])).sort();
  const locked = plan.steps.map(({ tool }) => tool).filter((tool) => TOOLS[tool].kind === "lock");
  return {
    version: KEY_VERSION,
    check: plan.check,
    commands: plan.steps.map(({ argv, env }) => ({ argv, env: sorted(env) })),
    config: Object.fromEntries(configs.map((name) => [name, world.configDigest(name)])),
    locks: Object.fromEntries(locked.sort().map((tool) => [tool, world.lockDigest(tool)])),
    programs: world.programs,
    python: world.python,
    platform: `${process.platform}-${process.arch}`,
    application: plan.application ? world.applicationDigest : null,
    scripts: world.scriptsDigest,
    tree: world.treeDigest,
  };
}

/** The key itself. The record's fields and maps are built in a fixed order, so equal records give equal keys. */
export function keyOf(record: KeyRecord): string {
  return `drydock:${record.check}:${createHash("sha256").update(JSON.stringify(record)).digest("hex")}`;
}

function sorted(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { chmodSync, linkSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { type Photograph, photograph, strangers } from "../photograph.ts";
import type { Random } from "../random.ts";
import { CLEAN, type Files, settings, uglyModule, uglyModules } from "../sample.ts";
import type { Ground, World } from "../world.ts";

const PAGE = 4096;

/** A tree to fix, with what a fix makes of each file. */
export interface FixedTree {
  readonly ground: Ground;
  readonly args: readonly string[];
  readonly before: Photograph;
  /** Digests of the right contents by path. */
  readonly after: ReadonlyMap<string, string>;
  /** How long a fix takes that nothing disturbs. */
  readonly ms: number;
  /** What the fixed files take on a disk. */
  readonly bytes: number;
}

/** Modules that a fix changes; some of them have another name elsewhere, are read-only or executable. */
export async function treeToFix(world: World, random: Random, most: number, small = false): Promise<FixedTree> {
  const formatter = random.oneIn(4) ? "black" : "ruff";
  const args = [random.pick(["format", "ruff-fix", "fix"])];
  const files: Files = {
    ...CLEAN,
    ".config/drydock.json": settings({ formatter }),
    ...uglyModules(random.between(5, most)),
    // Long enough to be caught half-written; Black would take seconds for it.
    ...(formatter === "ruff" ? { "src/ugly_0.py": uglyModule(0, random.between(1, 60_000)) } : {}),
  };
  const calm = world.ground(files);
  const { code, stderr, ms } = await calm.run(args);
  if (code !== 0) throw new Error(`An undisturbed ${args} ended with ${code}: ${stderr}`);
  const sizes = Object.keys(files)
    .filter(isUgly)
    .map((path) => statSync(join(calm.repo, path)).size);
  const bytes = sizes.reduce((sum, size) => sum + Math.ceil(size / PAGE) * PAGE, 0);
  const after = new Map([...photograph(calm.repo)].map(([path, { content }]) => [path, content]));
  const ground = world.ground(files, small);
  const elsewhere = join(ground.repo, "elsewhere");
  mkdirSync(elsewhere);
  for (const path of Object.keys(files).filter(isUgly)) {
    dress(ground, path, path === "src/ugly_0.py" ? random.pick(["linked", "plain"]) : random.pick(DRESSES));
  }
  symlinkSync("ugly_1.py", join(ground.repo, "src/alias.py"));
  after.set("src/alias.py", "ugly_1.py");
  for (const name of readdirSync(elsewhere)) after.set(`elsewhere/${name}`, after.get(`src/${name}`) ?? "");
  return { ground, args, before: photograph(ground.repo), after, ms, bytes };
}

function isUgly(path: string): boolean {
  return basename(path).startsWith("ugly_");
}

const DRESSES = ["plain", "plain", "plain", "linked", "read-only", "executable"] as const;

function dress({ repo }: Ground, path: string, as: (typeof DRESSES)[number]): void {
  const file = join(repo, path);
  if (as === "linked") linkSync(file, join(repo, "elsewhere", basename(path)));
  // Whoever is not root can't write to it, and a fix says so instead.
  if (as === "read-only" && process.getuid?.() === 0) chmodSync(file, 0o444);
  if (as === "executable") chmodSync(file, 0o755);
}

/** What a fix that was disturbed has done that it must not: each file is the old or the new one, whole, with all that is its own. */
export function damageOf({ ground, before, after }: FixedTree): string | undefined {
  const now = photograph(ground.repo);
  const beside = strangers(before, now).map((path) => now.get(path)?.content);
  for (const [path, was] of before) {
    const is = now.get(path);
    const right = after.get(path);
    if (is === undefined) return `${path} has gone`;
    if (is.kind !== was.kind || is.mode !== was.mode) return `${path} is a ${is.kind} of mode ${is.mode.toString(8)}`;
    if (is.kind === "folder" || [was.content, right].includes(is.content)) continue;
    // A file of several names can't be replaced in one step; but then a whole one lies beside it, and the next run mends it.
    if (was.names > 1 && [was.content, right].some((content) => beside.includes(content))) continue;
    return `${path}${was.names > 1 ? ", which has another name," : ""} is neither the old nor the new one`;
  }
  return undefined;
}

/** Fixes the tree once more, undisturbed: all is fixed then, and nothing else is there. */
export async function fixAgain(tree: FixedTree): Promise<string | undefined> {
  const { ground, args, before, after } = tree;
  const { code, stderr, stdout } = await ground.run(args);
  if (code !== 0) return `the ${args} afterwards ended with ${code}: ${stderr}${stdout}`;
  const now = photograph(ground.repo);
  const [left] = strangers(before, now);
  if (left !== undefined) return `${left} is still there after another ${args}`;
  for (const [path, was] of before) {
    const is = now.get(path);
    if (was.kind === "folder") continue;
    if (is?.content !== after.get(path)) return `${path} is not fixed by another ${args}`;
    if (is?.kind === "file" && is.names !== was.names) return `${path} has ${is.names} names instead of ${was.names}`;
  }
  return undefined;
}

/** Paths that are not what they were. */
export function changedIn({ ground, before }: FixedTree): readonly string[] {
  const now = photograph(ground.repo);
  return [...before.keys()].filter((path) => now.get(path)?.content !== before.get(path)?.content);
}

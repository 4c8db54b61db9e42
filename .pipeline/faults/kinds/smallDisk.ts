import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Kind } from "../kind.ts";
import { lacksMount, leaveFree, makeRoom, mountAgain, mountDisk } from "../mount.ts";
import { difference, photograph } from "../photograph.ts";
import type { Random } from "../random.ts";
import { CLEAN, FOUND, moreModules, VERBS } from "../sample.ts";
import { withoutSentence, wrongEnd } from "../verdict.ts";
import { type World, within } from "../world.ts";
import { changedIn, damageOf, fixAgain, treeToFix } from "./fixedTree.ts";

const KIB = 1024;

/** Disks that are full before the work is done, under the cache or under the user's tree. */
export const smallDisk: Kind = {
  name: "small-disk",
  title: "a full disk under the cache folder, or under the tree that is fixed",
  lacks: lacksMount,
  trial: (world, random) => (random.oneIn(2) ? smallCache(world, random) : smallTree(world, random)),
};

async function smallCache(world: World, random: Random): Promise<string | undefined> {
  const roomy = world.ground({ ...random.pick([CLEAN, FOUND]), ...moreModules(random.pick([0, 100])) });
  const args = [random.pick(["run-all", ...VERBS])];
  const right = await world.oracle(roomy.repo, args);
  const ground = within({ ...roomy, cache: join(roomy.folder, "small") });
  mountDisk(ground.cache);
  for (const name of readdirSync(roomy.cache)) {
    if (!["environments", "uv"].includes(name)) execFileSync("cp", ["-a", join(roomy.cache, name), ground.cache]);
  }
  mountAgain(join(roomy.cache, "environments"), join(ground.cache, "environments"));
  leaveFree(ground.cache, freeBytes(random));
  const before = photograph(ground.repo);
  const full = wrongEnd(await ground.run([...args, "--json"]), right, true);
  if (full !== undefined) return `${args} with a full cache: ${full}`;
  const damage = difference(before, photograph(ground.repo));
  if (damage !== undefined) return `${args} with a full cache: ${damage}`;
  makeRoom(ground.cache);
  const wrong = wrongEnd(await ground.run([...args, "--json"]), right, false);
  return wrong === undefined ? undefined : `${args} once the cache has room again: ${wrong}`;
}

async function smallTree(world: World, random: Random): Promise<string | undefined> {
  const tree = await treeToFix(world, random, 40, true);
  const disk = tree.ground.repo;
  // About what the fixed files take: then some can be written, and others can't.
  const enough = Math.max(0, tree.bytes + random.between(-16, 16) * 4 * KIB);
  leaveFree(disk, random.oneIn(2) ? enough : freeBytes(random));
  const { code, stdout, stderr } = await tree.ground.run(tree.args);
  const words = `${stderr}\n${stdout}`;
  const damage = damageOf(tree);
  if (damage !== undefined) return `${tree.args} on a full disk: ${damage}`;
  if (code !== 0 && code !== 2) return `${tree.args} on a full disk ended with ${code}: ${words}`;
  const wordless = code === 2 ? withoutSentence(words) : undefined;
  if (wordless !== undefined) return wordless;
  const changed = changedIn(tree);
  const untold = changed.find((path) => !words.includes(basename(path)));
  if (untold !== undefined) return `${untold} was changed, and nothing says so: ${words}`;
  if (changed.length > 0 && /nothing was written/i.test(words)) return `${changed.length} files were changed: ${words}`;
  makeRoom(disk);
  return fixAgain(tree);
}

function freeBytes(random: Random): number {
  return random.pick([random.between(0, 64), random.between(64, 512), random.between(512, 4096)]) * KIB;
}

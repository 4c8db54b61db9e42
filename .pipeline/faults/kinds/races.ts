import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Kind } from "../kind.ts";
import { difference, photograph } from "../photograph.ts";
import type { Random } from "../random.ts";
import { CLEAN, FOUND, VERBS } from "../sample.ts";
import { withoutSentence, wrongEnd } from "../verdict.ts";
import type { World } from "../world.ts";
import { changedIn, damageOf, fixAgain, treeToFix } from "./fixedTree.ts";

const DAYS_AGO = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000);

/** Several calls at once in one project, with one cache. */
export const races: Kind = {
  name: "races",
  title: "two to four runs or fixes at once, with cache prune and cache clear beside them",
  trial: (world, random) => (random.oneIn(4) ? fixes(world, random) : runs(world, random)),
};

async function runs(world: World, random: Random): Promise<string | undefined> {
  const ground = world.ground(random.pick([CLEAN, FOUND]));
  const same = random.oneIn(2) ? random.pick(["run-all", ...VERBS]) : undefined;
  const calls = Array.from({ length: random.between(2, 4) }, () => [same ?? random.pick(["run-all", ...VERBS])]);
  const beside = random.pick([undefined, ["cache", "prune", "--days", "1"], ["cache", "clear"]]);
  const rights = [];
  for (const args of calls) rights.push(await world.oracle(ground.repo, args));
  // As after a weekend: everything is old enough to be pruned until somebody uses it.
  for (const kind of ["environments", "projects"]) makeOld(join(ground.cache, kind));
  const before = photograph(ground.repo);
  const running = calls.map((args) => ground.start([...args, "--json"]));
  for (let time = beside === undefined ? 0 : random.between(1, 3); time > 0; time -= 1) {
    await pause(random.between(0, 400));
    const { code, signal, stderr } = await ground.run(beside ?? []);
    if (code !== 0 && code !== 2) return `${beside?.join(" ")} ended with ${code ?? signal}: ${stderr}`;
    const wordless = code === 2 ? withoutSentence(stderr) : undefined;
    if (wordless !== undefined) return `${beside?.join(" ")}: ${wordless}`;
  }
  const story = `${calls.join(", ")} at once${beside === undefined ? "" : ` beside ${beside.join(" ")}`}`;
  for (const [index, { ended }] of running.entries()) {
    const right = rights[index];
    const wrong = right && wrongEnd(await ended, right, beside?.includes("clear") === true);
    if (wrong !== undefined) return `${story}: ${wrong}`;
  }
  const damage = difference(before, photograph(ground.repo));
  return damage === undefined ? undefined : `${story}: ${damage}`;
}

async function fixes(world: World, random: Random): Promise<string | undefined> {
  const tree = await treeToFix(world, random, 30);
  const running = Array.from({ length: random.between(2, 3) }, () => tree.ground.start(tree.args));
  const ends = await Promise.all(running.map(({ ended }) => ended));
  const story = `${ends.length} times ${tree.args} at once`;
  for (const { code, signal, stdout, stderr } of ends) {
    if (code !== 0 && code !== 2) return `${story} ended with ${code ?? signal}: ${stderr}`;
    const wordless = code === 2 ? withoutSentence(`${stderr}\n${stdout}`) : undefined;
    if (wordless !== undefined) return `${story}: ${wordless}`;
  }
  const damage = damageOf(tree);
  if (damage !== undefined) return `${story}: ${damage}`;
  const isDone = changedIn(tree).length > 0;
  if (!isDone && ends.some(({ code }) => code === 0)) return `${story}: one is content, and nothing is fixed`;
  return fixAgain(tree);
}

function makeOld(folder: string): void {
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), DAYS_AGO, DAYS_AGO);
}

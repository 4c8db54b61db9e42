import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Kind } from "../kind.ts";
import { difference, photograph } from "../photograph.ts";
import { leftRunning } from "../processes.ts";
import { CLEAN, FOUND, moreModules, VERBS } from "../sample.ts";
import { wrongEnd } from "../verdict.ts";

/** A run is killed at any moment. The tree is as it was, nothing runs on, and the next run tells the truth. */
export const killedRun: Kind = {
  name: "killed-run",
  title: "kill -9 during a run, an installation, the copying of the tree, the writing of results",
  trial: async (world, random) => {
    const moment = random.pick(["any", "installing", "copying", "storing"] as const);
    const base = random.pick([CLEAN, FOUND]);
    const ground = world.ground({ ...base, ...(moment === "copying" ? moreModules(1500) : {}) });
    const args = moment === "any" ? [random.pick(["run-all", ...VERBS])] : ["ruff"];
    const right = await world.oracle(ground.repo, args);
    if (moment === "installing") removeEnvironment(ground.cache, "ruff");
    const before = photograph(ground.repo);
    const longest = right.ms * (moment === "installing" ? 3 : 1.1);
    const delay = random.between(moment === "storing" ? right.ms * 0.7 : 30, longest);
    const run = ground.start([...args, "--json"]);
    const timer = setTimeout(run.kill, delay, "SIGKILL", random.oneIn(2));
    await run.ended;
    clearTimeout(timer);
    const alive = await leftRunning(ground.folder);
    if (alive !== undefined) return alive;
    const damage = difference(before, photograph(ground.repo));
    if (damage !== undefined) return `after a kill: ${damage}`;
    const wrong = wrongEnd(await ground.run([...args, "--json"]), right, false);
    return wrong === undefined ? undefined : `the run after a kill while ${moment} (${delay} ms): ${wrong}`;
  },
};

function removeEnvironment(cache: string, tool: string): void {
  const root = join(cache, "environments");
  for (const name of readdirSync(root).filter((one) => one.startsWith(`${tool}-`))) {
    rmSync(join(root, name), { recursive: true });
  }
}

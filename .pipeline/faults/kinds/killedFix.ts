import { watch } from "node:fs";
import { join } from "node:path";
import type { Kind } from "../kind.ts";
import { changedIn, damageOf, fixAgain, treeToFix } from "./fixedTree.ts";

/** A fix is killed or interrupted at any moment, mostly while it writes. */
export const killedFix: Kind = {
  name: "killed-fix",
  title: "kill -9, SIGTERM and SIGINT (also twice) during fix, format and ruff-fix",
  trial: async (world, random) => {
    const tree = await treeToFix(world, random, 60);
    const { ground, args, ms } = tree;
    const signal = random.pick(["SIGKILL", "SIGTERM", "SIGINT"] as const);
    const run = ground.start(args);
    const timers: NodeJS.Timeout[] = [];
    const pull = (delay: number) => {
      timers.push(setTimeout(run.kill, delay, signal, random.oneIn(2)));
      if (signal !== "SIGKILL" && random.oneIn(2))
        timers.push(setTimeout(run.kill, delay + random.between(0, 20), signal));
    };
    // The first name that comes or goes in the source is that of the writing.
    const writes = random.oneIn(3) ? undefined : watch(join(ground.repo, "src"));
    if (writes === undefined) pull(random.between(20, ms * 1.1));
    else writes.once("change", () => pull(random.between(0, 30)));
    const { code, signal: by } = await run.ended;
    writes?.close();
    for (const timer of timers) clearTimeout(timer);
    const damage = damageOf(tree);
    if (damage !== undefined) return `after ${signal} during ${args}: ${damage}`;
    const changed = changedIn(tree).length;
    // Before Node can hear of a signal, it ends by it; then nothing was begun.
    const isRight = signal === "SIGKILL" || code === 130 || code === 0 || (by === signal && changed === 0);
    if (!isRight) return `${args} ended with ${code ?? by} after ${signal}`;
    const wrong = await fixAgain(tree);
    return wrong === undefined ? undefined : `after ${signal} during ${args}: ${wrong}`;
  },
};

import { runCommand } from "./command.ts";
import { runAll, wholeRun } from "./drydock.ts";
import { assertAllHooksRan, hookRunner } from "./hookRunners.ts";
import { type Part, ratios } from "./part.ts";
import { inSequence, rawTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";

const OWN = "drydock run-all";
const SEQUENCE = "the four tools, one after another";
const MOST = 1 / 20;

/** Nothing changed since the last run: Drydock against what would run the same commands again, all caches warm. */
export async function unchanged({ bench, toolbox, runs, say }: Scene): Promise<Part> {
  const raw = rawTools(bench, toolbox, bench.emptied("sequence"));
  const runners = (["pre-commit", "prek"] as const).map((name) => {
    const tools = rawTools(bench, toolbox, bench.emptied(name));
    return { runner: hookRunner(name, bench, toolbox, tools), tools };
  });
  say("warming all caches");
  await inSequence(raw);
  for (const { runner, tools } of runners) {
    await runCommand(runner.command);
    assertAllHooksRan(runner, tools);
  }
  await wholeRun(bench);
  const { results } = await wholeRun(bench);
  const uncached = results.find(({ cached }) => !cached);
  if (uncached !== undefined) throw new Error(`${uncached.check} is ${uncached.verdict}, so its result is not stored.`);
  const command = runAll(bench);
  const taken = await takeTurns(
    [
      { name: OWN, run: () => runCommand(command) },
      { name: SEQUENCE, run: () => inSequence(raw) },
      ...runners.map(({ runner }) => ({ name: `${runner.name} run -a`, run: () => runCommand(runner.command) })),
    ],
    runs,
    say,
  );
  const own = taken.get(OWN)?.ms ?? [];
  return {
    title: "Nothing changed, all caches warm",
    measurements: [...taken].map(([name, { ms }]) => ({ name, unit: "ms", values: ms })),
    targets: [...taken]
      .filter(([name]) => name !== OWN)
      .map(([name, { ms }]) => ({
        claim: `${OWN} ÷ ${name}`,
        values: ratios(own, ms),
        by: "median",
        most: MOST,
        show: (value) => `1/${(1 / value).toFixed(0)}`,
      })),
  };
}

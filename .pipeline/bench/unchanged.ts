import { runCommand } from "./command.ts";
import { jsonRun, runAll } from "./drydock.ts";
import type { Figure } from "./figure.ts";
import { assertAllHooksRan, hookRunner } from "./hookRunners.ts";
import { inSequence, rawTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { takeTurns, timed } from "./takeTurns.ts";

const WHAT = "nothing changed";
const SEQUENCE = "the four tools, one after another";

/** Brings both sides to where they have seen all files as they are. The raw Pylint has no cache that could be warmed. */
export async function warm({ bench, corpus, raw, say }: Scene): Promise<void> {
  const name = "warming the caches";
  say(name);
  const cached = raw.filter((tool) => tool.name !== "pylint");
  await timed({ name, run: () => inSequence([...cached, runAll(bench, corpus)]) }, say);
}

/** Nothing changed since the last run: Drydock against what would run the same commands again. */
export async function unchanged(scene: Scene): Promise<readonly Figure[]> {
  const { bench, corpus, raw, runs, slowRuns, say } = scene;
  await warm(scene);
  await assertStored(scene);
  const command = runAll(bench, corpus);
  const [own, instead] = await takeTurns(
    [
      { name: "drydock run-all", run: () => runCommand(command) },
      { name: SEQUENCE, run: () => inSequence(raw), runs: slowRuns },
    ],
    runs,
    say,
  );
  return [{ what: WHAT, unit: "ms", own, instead, ...aimOf(corpus.aims.unchanged) }];
}

/** The same against pre-commit and prek with the four tools as hooks. */
export async function hooks(scene: Scene): Promise<readonly Figure[]> {
  const { bench, corpus, toolbox, runs, slowRuns, say } = scene;
  const runners = (["pre-commit", "prek"] as const).map((name) => {
    const tools = rawTools(bench, corpus, toolbox, bench.emptied(name));
    return { runner: hookRunner(name, bench, toolbox, tools), tools };
  });
  for (const { runner, tools } of runners) {
    await runCommand(runner.command);
    assertAllHooksRan(runner, tools);
  }
  // Their configs are new files.
  await warm(scene);
  await assertStored(scene);
  const command = runAll(bench, corpus);
  const [own, ...others] = await takeTurns(
    [
      { name: "drydock run-all", run: () => runCommand(command) },
      ...runners.map(({ runner }) => ({
        name: `\`${runner.name} run -a\`, the same tools`,
        run: () => runCommand(runner.command),
        runs: slowRuns,
      })),
    ] as const,
    runs,
    say,
  );
  return others.map((instead) => ({ what: WHAT, unit: "ms", own, instead, ...aimOf(corpus.aims.unchanged) }));
}

function aimOf(most: number | undefined): Pick<Figure, "aim"> {
  return most === undefined ? {} : { aim: { of: "ratio", most } };
}

async function assertStored({ bench, corpus }: Scene): Promise<void> {
  const { results } = await jsonRun(runAll(bench, corpus, ["--json", "--quiet"]));
  const uncached = results.find(({ cached }) => !cached);
  if (uncached !== undefined) throw new Error(`${uncached.check} is ${uncached.verdict}, so its result is not stored.`);
}

import { runCommand } from "./command.ts";
import { runAll } from "./drydock.ts";
import type { Figure } from "./figure.ts";
import { rawTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";

/** No result and no tool's cache, but the environments are there. */
export async function cold({ bench, corpus, toolbox, runs, slowRuns, say }: Scene): Promise<readonly Figure[]> {
  const raw = rawTools(bench, corpus, toolbox, bench.emptied("cold"));
  const command = runAll(bench, corpus, ["--no-cache"]);
  const [own, instead] = await takeTurns(
    [
      { name: "drydock run-all --no-cache", before: bench.forget, run: () => runCommand(command), runs: slowRuns },
      {
        name: "the four tools, started at once",
        before: () => void bench.emptied("cold"),
        run: async () => void (await Promise.all(raw.map(runCommand))),
        runs: slowRuns,
      },
    ],
    runs,
    say,
  );
  return [{ what: "no results yet, environments warm", unit: "ms", own, instead, aim: { of: "ratio", most: 1 } }];
}

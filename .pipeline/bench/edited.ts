import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import { runAll, wholeRun } from "./drydock.ts";
import type { Part } from "./part.ts";
import { inSequence, rawTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";

/** One file saved with a change; informative, for the tools have to run again whoever calls them. */
export async function edited({ bench, toolbox, runs, say }: Scene): Promise<readonly Part[]> {
  const raw = rawTools(bench, toolbox, bench.emptied("edited"));
  say("warming the caches");
  await inSequence(raw);
  await wholeRun(bench);
  const module = middleModule(bench.source);
  const files = [
    {
      title: `One module edited (${module})`,
      file: join(bench.source, module),
      line: (turn: number) => `# edit ${turn}`,
    },
    // What mypy's own cache depends on, changed each time, and in a way that Drydock has no result of yet.
    {
      title: "mypy.ini edited",
      file: join(bench.config, "mypy.ini"),
      line: (turn: number) => `# edit ${turn}\nwarn_unreachable = ${turn % 4 < 2}`,
    },
  ];
  const parts: Part[] = [];
  for (const { title, file, line } of files) {
    const original = readFileSync(file, "utf8");
    // Two turns a round, so that each contender meets both values of an option in turn.
    const edit = (turn: number) => () => writeFileSync(file, `${original.trimEnd()}\n${line(turn)}\n`);
    const taken = await takeTurns(
      [
        { name: "drydock run-all", before: (round) => edit(round * 2)(), run: () => runCommand(runAll(bench)) },
        {
          name: "the four tools, one after another",
          before: (round) => edit(round * 2 + 1)(),
          run: () => inSequence(raw),
        },
      ],
      runs,
      say,
    );
    writeFileSync(file, original);
    const measurements = [...taken].map(([name, { ms }]) => ({ name, unit: "ms" as const, values: ms }));
    parts.push({ title, measurements, targets: [] });
  }
  return parts;
}

/** The module of middle size, by its path in the source. */
export function middleModule(source: string): string {
  const modules = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py"));
  const sized = modules.map((path) => ({ path, size: statSync(join(source, path)).size }));
  sized.sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
  const middle = sized[sized.length >> 1];
  if (middle === undefined) throw new Error("There is no .py file to edit.");
  return middle.path;
}

import { runCommand } from "./command.ts";
import { forget, runAll } from "./drydock.ts";
import { type Part, ratios } from "./part.ts";
import { inSequence, rawTools, referenceTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { type Taken, takeTurns } from "./takeTurns.ts";

const OWN = "drydock run-all --no-cache";
const REFERENCE = "the four tools at once, as the reference has them";

/**
 * No result and no tool's cache, but the environments are there. No scheduler can end before the slowest tool with all
 * cores to itself, nor before the cores have done all the work: the greater of the two is the bound.
 */
export async function cold({ bench, toolbox, runs, say }: Scene): Promise<Part> {
  const alone = rawTools(bench, toolbox, bench.emptied("alone"));
  const reference = referenceTools(bench, toolbox, bench.emptied("reference"));
  const command = runAll(bench, ["--no-cache"]);
  const taken = await takeTurns(
    [
      { name: OWN, before: () => forget(bench), run: () => runCommand(command) },
      {
        name: REFERENCE,
        before: () => void bench.emptied("reference"),
        run: async () => void (await Promise.all(reference.map(inSequence))),
      },
      ...alone.map((tool) => ({
        name: `${tool.name} alone`,
        before: () => void bench.emptied("alone"),
        run: () => runCommand(tool),
      })),
    ],
    runs,
    say,
  );
  const tools = alone.map(({ name }) => taken.get(`${name} alone`) as Taken);
  const own = taken.get(OWN)?.ms ?? [];
  const bound = own.map((_, round) => {
    const at = (values: readonly number[]) => values[round] as number;
    const work = tools.reduce((sum, { cpuMs }) => sum + at(cpuMs), 0) / toolbox.cores;
    return Math.max(work, ...tools.map(({ ms }) => at(ms)));
  });
  const name = `bound: the slowest alone, or all CPU time ÷ ${toolbox.cores}`;
  const show = (value: number) => value.toFixed(2);
  return {
    title: "No results yet, environments warm",
    measurements: [
      ...[...taken].map(([name, { ms }]) => ({ name, unit: "ms" as const, values: ms })),
      { name, unit: "ms", values: bound },
    ],
    targets: [
      { claim: `${OWN} ÷ bound`, values: ratios(own, bound), by: "median", most: 1.1, show },
      {
        claim: `${OWN} ÷ ${REFERENCE}`,
        values: ratios(own, taken.get(REFERENCE)?.ms ?? []),
        by: "median",
        most: 1,
        show,
      },
    ],
  };
}

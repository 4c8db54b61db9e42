import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, runCommand } from "./command.ts";
import { drydock, forget, runAll } from "./drydock.ts";
import { type Measurement, type Part, ratios, type Target } from "./part.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";
import type { Workbench } from "./workbench.ts";

const HELP = "drydock --help";
const NODE = "node -e 0";
/** One start is some 50 ms, so that many cost little. */
const STARTS_PER_RUN = 6;

/** What Drydock itself costs: its start, and its own peak memory. */
export async function ownProcess({ bench, runs, say }: Scene): Promise<Part> {
  const help = drydock(bench, ["--help"]);
  const node: Command = { ...help, name: NODE, args: ["-e", "0"] };
  const taken = await takeTurns(
    [
      { name: HELP, run: () => runCommand(help) },
      { name: NODE, run: () => runCommand(node) },
    ],
    runs * STARTS_PER_RUN,
    () => {},
  );
  const starts = [...taken].map(([name, { ms }]): Measurement => ({ name, unit: "ms", values: ms }));
  const ratio = ratios(taken.get(HELP)?.ms ?? [], taken.get(NODE)?.ms ?? []);
  say("measuring memory");
  const memory = await memories(bench, runs);
  const show = (value: number) => value.toFixed(2);
  const megabytes = (value: number) => `${value.toFixed(0)} MB`;
  return {
    title: "Drydock's own process",
    measurements: [...starts, ...memory],
    targets: [
      { claim: `${HELP} ÷ ${NODE}`, values: ratio, by: "median", most: 2, show },
      ...memory.map(({ name, values }): Target => ({ claim: name, values, by: "worst", most: 150, show: megabytes })),
    ],
  };
}

async function memories(bench: Workbench, runs: number): Promise<readonly Measurement[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    forget(bench);
    for (const values of [cold, warm]) values.push(await peakMegabytes(bench));
  }
  return [
    { name: "peak memory, nothing stored yet", unit: "MB", values: cold },
    { name: "peak memory, all stored", unit: "MB", values: warm },
  ];
}

/**
 * VmHWM of the process alone, without its children, read by itself as the last thing it does; so that nothing is missed
 * between two looks from outside.
 */
async function peakMegabytes(bench: Workbench): Promise<number> {
  const report = join(bench.folder, "peak.txt");
  const hook = join(bench.folder, "peak.cjs");
  rmSync(report, { force: true });
  const write = `fs.writeFileSync(${JSON.stringify(report)}, fs.readFileSync("/proc/self/status"))`;
  writeFileSync(hook, `const fs = require("node:fs");\nprocess.on("exit", () => ${write});\n`);
  await runCommand(runAll(bench, [], ["--require", hook]));
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(report, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("/proc/self/status names no VmHWM.");
  return Number(kilobytes) / 1024;
}

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, runCommand } from "./command.ts";
import { drydock, runAll } from "./drydock.ts";
import type { Figure } from "./figure.ts";
import type { Scene } from "./scene.ts";
import { takeTurns } from "./takeTurns.ts";

/** One start is some 50 ms, so that many cost little. */
const STARTS_PER_RUN = 6;

/** What Drydock itself costs: its start, and its own peak memory. */
export async function ownProcess(scene: Scene): Promise<readonly Figure[]> {
  const { bench, runs, say } = scene;
  const help = drydock(bench, ["--help"]);
  const node: Command = { ...help, name: "node -e 0", args: ["-e", "0"] };
  const [own, instead] = await takeTurns(
    [
      { name: help.name, run: () => runCommand(help) },
      { name: node.name, run: () => runCommand(node) },
    ],
    runs * STARTS_PER_RUN,
    () => {},
  );
  say("measuring memory");
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    bench.forget();
    for (const values of [cold, warm]) values.push(await peakMegabytes(scene));
  }
  const memory = (what: string, values: readonly number[]): Figure => ({
    what: `own peak memory, ${what}`,
    unit: "MB",
    own: { name: "drydock run-all", values },
    aim: { of: "worst", most: 150 },
  });
  return [
    { what: "`drydock --help`", unit: "ms", own, instead, aim: { of: "ratio", most: 2 } },
    memory("nothing stored yet", cold),
    memory("all stored", warm),
  ];
}

/**
 * VmHWM of the process alone, without its children, read by itself as the last thing it does; so that nothing is missed
 * between two looks from outside.
 */
async function peakMegabytes({ bench, corpus }: Scene): Promise<number> {
  const report = join(bench.folder, "peak.txt");
  const hook = join(bench.folder, "peak.cjs");
  rmSync(report, { force: true });
  const write = `fs.writeFileSync(${JSON.stringify(report)}, fs.readFileSync("/proc/self/status"))`;
  writeFileSync(hook, `const fs = require("node:fs");\nprocess.on("exit", () => ${write});\n`);
  await runCommand(runAll(bench, corpus, [], ["--require", hook]));
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(report, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("/proc/self/status names no VmHWM.");
  return Number(kilobytes) / 1024;
}

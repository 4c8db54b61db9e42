import { basename } from "node:path";
import { causeOf } from "../src/errors.ts";
import { cold } from "./cold.ts";
import { dagger, daggerTrouble } from "./dagger.ts";
import { edited } from "./edited.ts";
import { flaskSource } from "./flaskSource.ts";
import { gitRepository } from "./gitRepository.ts";
import { describeMachine } from "./machine.ts";
import { isMet, markdown, type Outcome } from "./markdown.ts";
import { type BenchOptions, type PartName, parseOptions, USAGE } from "./options.ts";
import { ownProcess } from "./ownProcess.ts";
import type { Part } from "./part.ts";
import type { Scene } from "./scene.ts";
import { openToolbox } from "./toolbox.ts";
import { unchanged } from "./unchanged.ts";
import { openWorkbench } from "./workbench.ts";

const MEASURE: Readonly<Record<PartName, (scene: Scene) => Promise<Part | readonly Part[]>>> = {
  unchanged,
  cold,
  process: ownProcess,
  edited,
  dagger,
};

/** `make bench`: measures, and prints tables on standard output; progress goes to standard error. Needs Linux's /proc, and git. */
async function main(argv: readonly string[]): Promise<void> {
  const given = parseOptions(argv);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const trouble = given.parts.includes("dagger") ? await daggerTrouble() : undefined;
  if (trouble !== undefined) say(trouble);
  const options = trouble === undefined ? given : { ...given, parts: given.parts.filter((part) => part !== "dagger") };
  if (options.parts.length === 0) return;
  const outcome = await measure(options, say);
  process.stdout.write(options.json ? `${JSON.stringify(withVerdicts(outcome), null, 2)}\n` : markdown(outcome));
}

async function measure({ dir, runs, parts }: BenchOptions, say: (line: string) => void): Promise<Outcome> {
  const code = dir === "" ? await flaskSource() : dir;
  const bench = await openWorkbench(code);
  try {
    const toolbox = await openToolbox(bench, say);
    const machine = await describeMachine(bench, toolbox);
    await gitRepository(bench.source);
    const measured: Part[] = [];
    for (const part of parts) measured.push(...[await MEASURE[part]({ bench, toolbox, runs, say })].flat());
    return { code: basename(code), runs, machine, parts: measured };
  } finally {
    bench.remove();
  }
}

function withVerdicts({ parts, ...outcome }: Outcome) {
  const judged = parts.map((part) => ({
    ...part,
    targets: part.targets.map((target) => ({ ...target, met: isMet(target) })),
  }));
  return { ...outcome, parts: judged };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`bench: ${causeOf(error)}\n\n${USAGE}`);
  process.exitCode = 2;
});

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { causeOf } from "../src/errors.ts";
import { cold } from "./cold.ts";
import { type Corpus, type Found, fetchCorpus, ownCorpus } from "./corpus.ts";
import { dagger } from "./dagger.ts";
import { comment, core, leaf } from "./edited.ts";
import { type Figure, isMet, ratio } from "./figure.ts";
import { describeMachine } from "./machine.ts";
import { markdown, type Outcome, withFigures } from "./markdown.ts";
import { type BenchOptions, PARTS, type PartName, parseOptions, USAGE } from "./options.ts";
import { ownProcess } from "./ownProcess.ts";
import { property } from "./property.ts";
import { rawTools } from "./rawTools.ts";
import type { Scene } from "./scene.ts";
import { openToolbox } from "./toolbox.ts";
import { hooks, unchanged } from "./unchanged.ts";
import { watch } from "./watch.ts";
import { openWorkbench } from "./workbench.ts";

const README = resolve(import.meta.dirname, "../../README.md");

const MEASURE: Readonly<Record<PartName, (scene: Scene) => Promise<readonly Figure[]>>> = {
  unchanged,
  hooks,
  leaf,
  comment,
  core,
  watch,
  process: ownProcess,
  cold,
  dagger,
};

/** `make bench`: measures, and prints tables on standard output; progress goes to standard error. Needs Linux's /proc, and git. */
async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv, 1 + Math.trunc(Math.random() * 1_000_000));
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (options.property) {
    for (const name of options.on) {
      if ((await property(await fetchCorpus(name), options, say)) > 0) process.exitCode = 1;
    }
    return;
  }
  const outcomes: Outcome[] = [];
  const found = options.dir === "" ? options.on.map((name) => () => fetchCorpus(name)) : [() => ownCorpus(options.dir)];
  for (const find of found) {
    const outcome = await measure(await find(), options, say);
    outcomes.push(outcome);
    if (!options.json) process.stdout.write(`${markdown(outcome)}\n`);
    if (options.write) writeFileSync(README, withFigures(readFileSync(README, "utf8"), outcome));
    if (outcome.missing.length > 0) process.exitCode = 1;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(outcomes.map(withVerdicts), null, 2)}\n`);
}

async function measure({ corpus, folder }: Found, options: BenchOptions, say: Scene["say"]): Promise<Outcome> {
  const { runs, edits } = options;
  const bench = await openWorkbench(folder);
  try {
    const toolbox = await openToolbox(bench, corpus, say);
    const machine = await describeMachine(bench, toolbox);
    const raw = rawTools(bench, corpus, toolbox, bench.emptied("raw"));
    const slowRuns = Math.min(runs, options.slowRuns ?? corpus.slowRuns);
    const scene: Scene = { corpus, bench, toolbox, raw, runs, slowRuns, edits, say };
    const figures: Figure[] = [];
    const missing: string[] = [];
    for (const part of partsOf(corpus, options)) {
      say(`${corpus.title}: ${part}`);
      try {
        figures.push(...(await MEASURE[part](scene)));
      } catch (error) {
        // What took an hour so far is not lost for that.
        missing.push(`${part}: ${causeOf(error)}`);
        say(`Not measured: ${missing.at(-1)}`);
      }
    }
    return { corpus: corpus.name, title: corpus.title, machine, figures, missing };
  } finally {
    bench.remove();
  }
}

/** What is the same on all code is measured where it takes least time. */
function partsOf({ name, leaf: hasLeaf }: Corpus, { only }: BenchOptions): readonly PartName[] {
  if (only.length > 0) return only;
  const without: readonly PartName[] = [
    "dagger",
    ...(name === "django" ? (["hooks", "process"] as const) : []),
    ...(hasLeaf === undefined ? (["leaf", "comment", "core", "watch"] as const) : []),
  ];
  return PARTS.filter((part) => !without.includes(part));
}

function withVerdicts({ figures, ...outcome }: Outcome) {
  return { ...outcome, figures: figures.map((figure) => ({ ...figure, ratio: ratio(figure), met: isMet(figure) })) };
}

// So that the folders of the benchmark are removed, which takes place when the process ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`bench: ${causeOf(error)} (--help lists the options)\n`);
  process.exitCode = 2;
});

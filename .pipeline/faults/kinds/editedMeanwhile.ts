import { readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Kind } from "../kind.ts";
import type { Random } from "../random.ts";
import { CLEAN, type Files, settings } from "../sample.ts";
import { runIn, withoutSentence } from "../verdict.ts";
import type { Ground, World } from "../world.ts";

const PATIENCE_MS = 3000;

/** Somebody saves files while Drydock is at work, each time with a number that was never there before. */
export const editedMeanwhile: Kind = {
  name: "edited-meanwhile",
  title: "files saved during a run or a fix, in place or by a rename",
  trial: (world, random) => (random.oneIn(2) ? editedRun(world, random) : editedFix(world, random)),
};

async function editedRun(world: World, random: Random): Promise<string | undefined> {
  const { ground, count } = project(world, random, (number) => `NUMBER = v${number}\n`);
  const checks = random.oneIn(3) ? "lint,ruff" : "ruff";
  const run = ground.start(["run-all", "--checks", checks, "--json"]);
  const states = [Array(count).fill(0) as number[]];
  const save = (file: number, number: number, inPlace: boolean) => {
    const next = (value: number) => states.push((states.at(-1) as number[]).with(file, value));
    // Written in place, a file is empty for a moment.
    if (inPlace) next(-1);
    next(number);
    saveFile(ground, file, `NUMBER = v${number}\n`, inPlace);
  };
  const saves = random.between(1, 8);
  for (let number = 1; number <= saves; number += 1) {
    await pause(random.between(0, 120));
    save(random.between(0, count - 1), number, random.oneIn(2));
  }
  const ended = await run.ended;
  const told = runIn(ended);
  if (ended.code === 2) return withoutSentence(`${ended.stderr}\n${told?.results.map(({ reason }) => reason)}`);
  if (told === undefined || ended.code !== 1) return `ended with ${ended.code ?? ended.signal}: ${ended.stderr}`;
  const seen = told.results.map(({ findings }) => {
    const numbers = Array(count).fill(-1) as number[];
    for (const { path, message } of findings) {
      numbers[Number(/\d+/.exec(path ?? ""))] = Number(/\bv(\d+)\b/.exec(message)?.[1] ?? Number.NaN);
    }
    return numbers.join(" ");
  });
  const real = states.map((state) => state.join(" "));
  const never = seen.find((state) => state !== seen[0] || !real.includes(state));
  return never === undefined ? undefined : `a verdict on what never was: ${never}; it was ${real.join(", ")}`;
}

async function editedFix(world: World, random: Random): Promise<string | undefined> {
  const ugly = (number: number) => `import os\nNUMBER = ${number}\n`;
  const { ground, count } = project(world, random, ugly);
  const inPlace = random.oneIn(2);
  const run = ground.start(["ruff-fix"]);
  if (random.oneIn(2)) {
    const writes = watch(join(ground.repo, "src"));
    await Promise.race([new Promise((done) => writes.once("change", done)), run.ended, pause(PATIENCE_MS)]);
    writes.close();
  }
  const last = new Map<number, number>();
  const saves = random.between(1, 8);
  for (let number = 1; number <= saves; number += 1) {
    await pause(random.between(0, 40));
    const file = random.between(0, count - 1);
    saveFile(ground, file, ugly(number), inPlace);
    last.set(file, number);
  }
  const { code, signal, stderr, stdout } = await run.ended;
  if (code !== 0 && code !== 2) return `ruff-fix ended with ${code ?? signal}: ${stderr}`;
  if (code === 2) {
    const wordless = withoutSentence(`${stderr}\n${stdout}`);
    if (wordless !== undefined) return wordless;
  }
  for (let file = 0; file < count; file += 1) {
    const number = last.get(file) ?? 0;
    const text = readFileSync(join(ground.repo, `src/m${file}.py`), "utf8");
    if (text !== ugly(number) && text !== `NUMBER = ${number}\n`) {
      return `m${file}.py was saved with ${number} during ruff-fix, and holds ${JSON.stringify(text)} now`;
    }
  }
  return undefined;
}

function project(world: World, random: Random, content: (number: number) => string) {
  const count = random.between(3, 40);
  const modules = Array.from({ length: count }, (_, file) => [`src/m${file}.py`, content(0)]);
  const config = Object.entries(CLEAN).filter(([path]) => path.startsWith(".config/"));
  const files: Files = Object.fromEntries([...config, [".config/drydock.json", settings({})], ...modules]);
  return { ground: world.ground(files), count };
}

function saveFile({ repo, tmp }: Ground, file: number, text: string, inPlace: boolean): void {
  const path = join(repo, `src/m${file}.py`);
  writeFileSync(inPlace ? path : join(tmp, "saved"), text);
  if (!inPlace) renameSync(join(tmp, "saved"), path);
}

import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { seeded } from "../faults/random.ts";
import type { CheckResult } from "../src/model.ts";
import type { Found } from "./corpus.ts";
import { drydock, jsonRun } from "./drydock.ts";
import { randomEdits } from "./randomEdits.ts";
import { openWorkbench } from "./workbench.ts";

export interface PropertyOptions {
  readonly steps: number;
  readonly seed: number;
}

/** What came out after an edit: nothing, or how the two results differ. */
export interface Difference {
  readonly differs: boolean;
  readonly lines: readonly string[];
}

/**
 * Edits a checkout at random, and after each edit lints it twice: with what earlier runs have stored, and without, in a
 * cache folder that the other never sees. Returns how many pairs differed.
 */
export async function property(
  { corpus, folder }: Found,
  { steps, seed }: PropertyOptions,
  say: (line: string) => void,
): Promise<number> {
  const bench = await openWorkbench(folder);
  try {
    const apart = join(bench.folder, "cache-apart");
    mkdirSync(apart);
    symlinkSync(join(bench.cache, "environments"), join(apart, "environments"));
    const lint = async (cache: string, ...more: readonly string[]) => {
      const command = drydock({ ...bench, cache }, ["lint", "--json", ...more, ...corpus.targets]);
      const start = process.hrtime.bigint();
      const { results } = await jsonRun({ ...command, exits: [0, 1, 2] });
      return { result: results[0] as CheckResult, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
    };
    const edit = randomEdits(bench.root, corpus, seeded(seed));
    say(`${corpus.title}, seed ${seed}`);
    await lint(bench.cache);
    let failures = 0;
    for (let step = 1; step <= steps; step += 1) {
      const what = await edit();
      const stored = await lint(bench.cache);
      const anew = await lint(apart, "--no-cache");
      const { differs, lines } = compare(stored.result, anew.result);
      if (differs) failures += 1;
      const times = `${stored.seconds.toFixed(1)} s with the cache, ${anew.seconds.toFixed(1)} s without`;
      say([`${step}/${steps} ${what}: ${differs ? "DIFFERENT" : "equal"} (${times})`, ...lines].join("\n    "));
    }
    const again = `npm run bench -- --property --on ${corpus.name} --seed ${seed} --steps ${steps}`;
    say(`${corpus.title}: ${failures} of ${steps} differ${failures > 0 ? `. Repeat with: ${again}` : ""}`);
    return failures;
  } finally {
    bench.remove();
  }
}

/** Whether two results are the same but for their times. */
export function compare(stored: CheckResult, anew: CheckResult): Difference {
  const [one, two] = [described(stored), described(anew)];
  const lines = [...without(one, two, "only with the cache"), ...without(two, one, "only without")];
  const differs = lines.length > 0;
  if (!differs && anew.verdict === "broken") lines.push(`both are broken: ${anew.reason}`);
  return { differs, lines };
}

function described({ findings, verdict, reason, files, notices }: CheckResult): readonly string[] {
  return [
    `${verdict}, ${files} files`,
    ...(reason === undefined ? [] : [reason]),
    ...notices,
    ...findings.map((finding) => JSON.stringify(finding)),
  ];
}

/** The first of the lines that the other has less often. */
function without(lines: readonly string[], other: readonly string[], where: string): string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  const extra = lines.filter((line) => {
    const times = left.get(line) ?? 0;
    left.set(line, times - 1);
    return times <= 0;
  });
  const more = extra.length > 5 ? [`${where}: and ${extra.length - 5} more`] : [];
  return [...extra.slice(0, 5).map((line) => `${where}: ${line}`), ...more];
}

import { rmSync } from "node:fs";
import { causeOf } from "../src/errors.ts";
import { carryOut, type Outcome } from "./campaign.ts";
import { endAll } from "./drydock.ts";
import type { Kind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { unmountAll } from "./mount.ts";
import { type FaultOptions, parseOptions, USAGE } from "./options.ts";
import { leftRunning } from "./processes.ts";
import { seeded } from "./random.ts";
import { table } from "./table.ts";
import { openWorld, type World } from "./world.ts";

const MINUTE_MS = 60_000;

/** `make faults`: a table on standard output, progress on standard error. Needs Linux's /proc, git and GNU cp. */
async function main(argv: readonly string[]): Promise<number> {
  const begin = performance.now();
  const options = parseOptions(argv, Date.now() % 1_000_000);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const kinds = chosen(options.only);
  say(`seed ${options.seed}`);
  const world = await openWorld(say);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      world.remove();
      process.exit(130);
    });
  }
  let outcomes: readonly Outcome[];
  try {
    outcomes = await carryOut({
      kinds,
      ...options,
      attempt: async (kind, seed) => {
        const seen = await attempt(kind, seed, world, options, say);
        say(`${kind.name}, seed ${seed}: ${seen ?? "as it should be"}`);
        return seen;
      },
      now: () => performance.now(),
      left: () => options.minutes * MINUTE_MS - (performance.now() - begin),
    });
  } finally {
    if (!options.keep) world.remove();
  }
  process.stdout.write(`Seed ${options.seed}\n\n${table(outcomes)}`);
  return outcomes.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function chosen(only: readonly string[]): readonly Kind[] {
  const unknown = only.find((name) => !KINDS.some((kind) => kind.name === name));
  if (unknown !== undefined) throw new RangeError(`There is no kind "${unknown}".`);
  return KINDS.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** One trial. After each, whatever it was, nothing may run any more. */
async function attempt(kind: Kind, seed: number, world: World, { keep }: FaultOptions, say: (line: string) => void) {
  const seen = await kind.trial(world, seeded(seed)).catch((error: unknown) => `the trial broke: ${causeOf(error)}`);
  await endAll();
  const folders = world.made();
  const alive: string[] = [];
  for (const folder of folders) alive.push(...[(await leftRunning(folder)) ?? []].flat());
  const wrong = seen ?? alive[0];
  unmountAll();
  if (keep && wrong !== undefined) say(`left in ${folders.join(" ")}`);
  else for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return wrong;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`faults: ${causeOf(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  },
);

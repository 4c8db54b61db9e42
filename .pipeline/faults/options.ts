import { parseArgs } from "node:util";

export interface FaultOptions {
  readonly minutes: number;
  /** Of the first trial of each kind; each next trial has the next seed. */
  readonly seed: number;
  /** Names of kinds; none: all. */
  readonly only: readonly string[];
  /** Most trials of each kind. */
  readonly trials: number;
  /** Leaves the folders of failed trials where they are. */
  readonly keep: boolean;
}

export const USAGE = `Usage: make faults ARGS="[--minutes N] [--seed N] [--only KIND]... [--trials N] [--keep]"

--minutes N time for all (default 9); a trial that has begun may end a little later
--seed N    seed of each kind's first trial (default: another one each time)
--only KIND may be repeated (default: all)
--trials N  most trials of each kind (default: as many as the time allows)
--keep      leave the folders of failed trials, and say where they are
`;

/** Reads argv; throws with a sentence for what it does not know. */
export function parseOptions(argv: readonly string[], seed: number): FaultOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "9" },
      seed: { type: "string", default: String(seed) },
      only: { type: "string", multiple: true, default: [] },
      trials: { type: "string", default: "1000000" },
      keep: { type: "boolean", default: false },
    },
  });
  return {
    minutes: number("--minutes", values.minutes, /^\d+(\.\d+)?$/),
    seed: number("--seed", values.seed, /^\d+$/),
    only: values.only,
    trials: number("--trials", values.trials, /^[1-9]\d*$/),
    keep: values.keep,
  };
}

function number(name: string, text: string, form: RegExp): number {
  if (!form.test(text)) throw new RangeError(`${name} does not take "${text}".`);
  return Number(text);
}

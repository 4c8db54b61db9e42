import { parseArgs } from "node:util";
import type { CorpusName } from "./corpus.ts";

/** Groups of measurements, in the order in which they are made; each can be run alone. */
export const PARTS = ["unchanged", "hooks", "leaf", "comment", "core", "watch", "process", "cold", "dagger"] as const;
export type PartName = (typeof PARTS)[number];

export interface BenchOptions {
  /** Folder of Python code; empty: those of `on`. */
  readonly dir: string;
  readonly on: readonly CorpusName[];
  /** Empty: what is measured by default. */
  readonly only: readonly PartName[];
  readonly runs: number;
  /** Undefined: as many as the corpus allows. */
  readonly slowRuns: number | undefined;
  readonly edits: number;
  readonly json: boolean;
  readonly write: boolean;
  readonly property: boolean;
  readonly steps: number;
  readonly seed: number;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench -- [DIR] [--on CORPUS]... [--only PART]... [--runs N] [--slow-runs N] [--edits N] [--json | --write]
       npm run bench -- --property [--on CORPUS]... [--steps N] [--seed N]

DIR           folder of Python code of your own
--on CORPUS   flask or django, source distributions fetched with pip (default: both); may be repeated
--only PART   one of ${PARTS.join(", ")}; may be repeated
              (default: all but dagger, which needs an engine; hooks and process on Flask only)
--runs N      turns of each contender (default 5)
--slow-runs N turns of what takes minutes: the raw tools, and Drydock when all of a tool has to run (default: on Django 1)
--edits N     edits while drydock watch runs (default 20)
--json        every single value, as JSON
--write       put the tables into README.md
--property    instead: edit at random, and after each edit compare drydock lint with drydock lint --no-cache
--steps N     edits on each of flask and attrs (default 10)
--seed N      repeat these edits (default: another seed each time)
--help        this text
`;

/** Reads argv; throws with a sentence for what it does not know. */
export function parseOptions(argv: readonly string[], seed: number): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      on: { type: "string", multiple: true, default: [] },
      only: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "5" },
      "slow-runs": { type: "string" },
      edits: { type: "string", default: "20" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      property: { type: "boolean", default: false },
      steps: { type: "string", default: "10" },
      seed: { type: "string", default: String(seed) },
      help: { type: "boolean", default: false },
    },
  });
  const { json, write, property, help } = values;
  const dir = positionals.find((word) => word !== "") ?? "";
  const slow = values["slow-runs"];
  const known = property ? (["flask", "attrs"] as const) : (["flask", "django"] as const);
  if (write && (values.only.length > 0 || dir !== "")) {
    throw new RangeError("--write replaces whole tables, so it goes neither with --only nor with a DIR.");
  }
  return {
    dir,
    on: values.on.length === 0 ? known : chosen("--on", values.on, known),
    only: chosen("--only", values.only, PARTS),
    runs: whole("--runs", values.runs),
    slowRuns: slow === undefined ? undefined : whole("--slow-runs", slow),
    edits: whole("--edits", values.edits),
    json,
    write,
    property,
    steps: whole("--steps", values.steps),
    seed: whole("--seed", values.seed),
    help,
  };
}

function whole(option: string, text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new RangeError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}

/** In the order of what is known. */
function chosen<T extends string>(option: string, names: readonly string[], known: readonly T[]): readonly T[] {
  const unknown = names.find((name) => !known.some((other) => other === name));
  if (unknown !== undefined) throw new RangeError(`Unknown ${option} "${unknown}". Known: ${known.join(", ")}.`);
  return known.filter((name) => names.includes(name));
}

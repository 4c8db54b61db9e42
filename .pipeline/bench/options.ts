import { parseArgs } from "node:util";

/** Groups of measurements; each can be run alone. */
export const PARTS = ["unchanged", "cold", "process", "edited", "dagger"] as const;
export type PartName = (typeof PARTS)[number];

export interface BenchOptions {
  /** Folder of Python code; empty: Flask's source distribution. */
  readonly dir: string;
  readonly runs: number;
  readonly parts: readonly PartName[];
  readonly json: boolean;
}

export const USAGE = `Usage: npm run bench -- [DIR] [--runs N] [--only PART]... [--json]

DIR         folder of Python code (default: Flask's source distribution, fetched with pip)
--runs N    repetitions of each measurement (default 5)
--only PART one of ${PARTS.join(", ")}; may be repeated (default: all but dagger, which needs an engine)
--json      every single value, as JSON
`;

/** Reads argv; throws with a sentence for what it does not know. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      runs: { type: "string", default: "5" },
      only: { type: "string", multiple: true },
      json: { type: "boolean" },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new RangeError(`--runs takes a whole number, not "${values.runs}".`);
  const only = values.only ?? [];
  const unknown = only.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new RangeError(`There is no part "${unknown}".`);
  const parts = PARTS.filter((part) => (only.length === 0 ? part !== "dagger" : only.includes(part)));
  return { dir: positionals[0] ?? "", runs, parts, json: values.json === true };
}

import type { Kind } from "./kind.ts";

/** What came of one kind. */
export interface Outcome {
  readonly name: string;
  readonly title: string;
  readonly trials: number;
  readonly ms: number;
  readonly failures: readonly { readonly seed: number; readonly seen: string }[];
  /** Why there are no trials. */
  readonly lacks?: string;
}

export interface Campaign {
  readonly kinds: readonly Kind[];
  readonly seed: number;
  /** Most trials of each kind. */
  readonly trials: number;
  /** What was seen that must not be. */
  readonly attempt: (kind: Kind, seed: number) => Promise<string | undefined>;
  readonly now: () => number;
  /** How many milliseconds there still are. */
  readonly left: () => number;
}

/** Trial by trial, always of the kind that had the least time so far; none begins for which the time will hardly do. */
export async function carryOut({ kinds, seed, trials, attempt, now, left }: Campaign): Promise<readonly Outcome[]> {
  const rows = kinds.map((kind) => {
    const lacks = kind.lacks?.();
    return { kind, lacks, trials: 0, ms: 0, failures: [] as { seed: number; seen: string }[] };
  });
  for (;;) {
    const time = left();
    const open = rows.filter((row) => {
      return row.lacks === undefined && row.trials < trials && time >= row.ms / Math.max(1, row.trials);
    });
    const row = open.sort((a, b) => a.ms - b.ms)[0];
    if (row === undefined || time <= 0) break;
    const start = now();
    const own = seed + row.trials;
    const seen = await attempt(row.kind, own);
    if (seen !== undefined) row.failures.push({ seed: own, seen });
    row.ms += now() - start;
    row.trials += 1;
  }
  return rows.map(({ kind: { name, title }, lacks, ...row }) => {
    const why = lacks ?? (row.trials === 0 ? "there was no time" : undefined);
    return { name, title, ...row, ...(why === undefined ? {} : { lacks: why }) };
  });
}

import { statistics } from "./statistics.ts";

/** What one contender took, one value per turn. */
export interface Sample {
  readonly name: string;
  readonly values: readonly number[];
}

/** A row of the table: Drydock, what a user would run instead, and what is aimed at. */
export interface Figure {
  readonly what: string;
  readonly unit: "ms" | "MB";
  readonly own: Sample;
  readonly instead?: Sample;
  /** The most that the ratio to the other, Drydock's own median, or its worst value may be. */
  readonly aim?: { readonly of: "ratio" | "median" | "worst"; readonly most: number };
}

/** Median by median: the other may have had fewer turns. */
export function ratio({ own, instead }: Figure): number | undefined {
  if (instead === undefined) return undefined;
  return statistics(own.values).median / statistics(instead.values).median;
}

/** Whether the aim is met; undefined where there is none. */
export function isMet(figure: Figure): boolean | undefined {
  const { aim, own } = figure;
  if (aim === undefined) return undefined;
  const { median, max } = statistics(own.values);
  return (aim.of === "ratio" ? (ratio(figure) ?? Number.NaN) : aim.of === "median" ? median : max) <= aim.most;
}

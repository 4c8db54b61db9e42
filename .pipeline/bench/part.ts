/** The values of one contender, one per repetition. */
export interface Measurement {
  readonly name: string;
  readonly unit: "ms" | "MB";
  readonly values: readonly number[];
}

/** A claim about the values; it is met when the middle one (`worst`: the greatest) is at most `most`. */
export interface Target {
  readonly claim: string;
  readonly values: readonly number[];
  readonly by: "median" | "worst";
  readonly most: number;
  /** How the values and the limit are written. */
  readonly show: (value: number) => string;
}

/** What was measured together, its contenders taking turns. A part without targets is there to be known. */
export interface Part {
  readonly title: string;
  readonly measurements: readonly Measurement[];
  readonly targets: readonly Target[];
}

/** Value by value of two contenders that took turns, so that a busy moment of the machine weighs on both. */
export function ratios(own: readonly number[], other: readonly number[]): readonly number[] {
  return own.map((value, round) => value / (other[round] as number));
}

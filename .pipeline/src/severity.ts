import type { Severity } from "./model/finding.ts";

/** From the least to the most. */
export const WEIGHT: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

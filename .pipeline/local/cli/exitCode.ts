import { isDrydockError } from "../../src/errors.ts";
import type { Verdict } from "../../src/model/run.ts";

export const INTERRUPTED = 130;

/** 0 clean (or nothing to check), 1 findings, 2 broken. */
export function exitCode(verdict: Verdict): number {
  return { passed: 0, skipped: 0, failed: 1, broken: 2 }[verdict];
}

/** 130 for an interruption, 2 for all else that went wrong. */
export function exitCodeOf(error: unknown): number {
  return isDrydockError(error) && error.kind === "interrupted" ? INTERRUPTED : 2;
}

import type { End } from "../model/execution.ts";
import { type Fields, fieldsOf } from "./fields.ts";

/**
 * That Pylint fails by its score, which no message tells: its exit code says findings, and `--fail-on=E,F` is not why.
 * Undefined too for a score of 0, which stands also in reports on sources that are too small to be rated.
 */
export function pylintScore(end: End, messages: readonly Fields[], statistics: unknown): string | undefined {
  const score = fieldsOf(statistics)?.score;
  if (end.kind !== "exit" || end.code === 0 || typeof score !== "number" || score === 0) return undefined;
  if (messages.some(({ type }) => type === "error" || type === "fatal")) return undefined;
  return `Pylint's score is ${score.toFixed(2)} of 10, below fail-under.`;
}

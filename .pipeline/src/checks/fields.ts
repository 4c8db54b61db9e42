import type { Finding } from "../model.ts";

/** A JSON object from a tool; nothing is known about its values yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value, if it is an object. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value, if it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value of a JSON text; undefined if it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Span = Pick<Finding, "line" | "column" | "endLine" | "endColumn">;

/** Where a finding is, 1-based, the end exclusive. An invalid start is 1; an end that is invalid or before the start is left out. */
export function span(line: unknown, column: unknown, endLine?: unknown, endColumn?: unknown): Span {
  const start = { line: position(line) ?? 1, column: position(column) ?? 1 };
  const end = { line: position(endLine), column: position(endColumn) };
  if (end.line === undefined || end.line < start.line || position(line) === undefined) return start;
  if (end.column === undefined) return { ...start, endLine: end.line };
  if (end.line === start.line && end.column < start.column) return start;
  return { ...start, endLine: end.line, endColumn: end.column };
}

/** A 0-based column as a 1-based one; anything else stays as it is. */
export function fromZero(column: unknown): unknown {
  return typeof column === "number" ? column + 1 : column;
}

function position(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

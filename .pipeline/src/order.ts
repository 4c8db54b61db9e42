import type { Finding, Severity } from "./model.ts";

/** The canonical order: path, line, column, check, rule, message. Compares code units, so the locale does not matter. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.path, b.path) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.check, b.check) ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Higher is more severe. */
export const WEIGHT: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

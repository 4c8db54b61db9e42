import type { Fix, Severity, Verdict } from "../../model.ts";

// The page reads this file too, so nothing in it may need Node.

/** What becomes of a finding, as `countsOf` counts them. */
export const KINDS = ["failing", "note", "existing", "fixed"] as const;
export type Kind = (typeof KINDS)[number];

/** Most severe first, as the page shows them. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/**
 * One finding: indexes into the tables of checks, texts (rule, path, message, url), severities and kinds; 0 for no end, -1
 * for no URL; then what is not installed, where that is all it says. A tuple, since 20,000 copies of the names would be most
 * of the page.
 */
export type PackedFinding = readonly [
  check: number,
  rule: number,
  severity: number,
  path: number,
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  message: number,
  url: number,
  kind: number,
  missing?: number,
];

/** What the page's script gets: all findings in canonical order, then the fixed ones, and the source around them. */
export interface PageData {
  readonly checks: readonly { readonly check: string; readonly title: string; readonly verdict: Verdict }[];
  readonly texts: readonly string[];
  readonly findings: readonly PackedFinding[];
  /** The first `ID_DIGITS` of each finding's fingerprint, one after another. */
  readonly ids: string;
  readonly fixes: readonly (readonly [finding: number, fix: Fix])[];
  /** Consecutive lines: index of the path in `texts`, number of the first line, the lines. */
  readonly source: readonly (readonly [path: number, first: number, lines: readonly string[]])[];
  /** Whether the run was compared: then findings are new, existing or fixed. */
  readonly compared: boolean;
  readonly lineUrl?: string;
}

/** By so many hexadecimal digits, no two of 20,000 findings are likely to be the same. */
export const ID_DIGITS = 12;

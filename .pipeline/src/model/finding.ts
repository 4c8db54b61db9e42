/** How much a finding weighs. Order: error > warning > info. */
export type Severity = "error" | "warning" | "info";

/**
 * One thing a tool found in one place. Made by the parsers, read by the reports.
 * The order of findings is canonical: path, line, column, check, rule, message.
 */
export interface Finding {
  /** Name of the check (a catalog row) that found it. */
  readonly check: string;
  /** The tool's own id of the rule, such as `F401`, `unused-import`, `arg-type`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the repository, with `/`, with the source's prefix: `src/main.py`. */
  readonly path: string;
  /** 1-based; 1 when the tool names no line. */
  readonly line: number;
  /** 1-based; 1 when the tool names no column. */
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The tool's words, without paths of the machine it ran on. */
  readonly message: string;
  /** Documentation of the rule. */
  readonly url?: string;
  /** Changes no verdict, whatever the gate: what another tool than the check's own would do. */
  readonly opinion?: true;
}

import type { Plan } from "./plan.ts";

/** How a process ended. `code` as the tool gave it; `seconds` and `bytes` are the limit that was hit. */
export type End =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "timeout"; readonly seconds: number }
  | { readonly kind: "overflow"; readonly bytes: number }
  | { readonly kind: "not-started"; readonly reason: string };

/** What one step printed and how it ended. */
export interface Output {
  readonly step: string;
  readonly end: End;
  readonly stdout: string;
  readonly stderr: string;
}

/** What happened when a plan was carried out: an output for each step that ran, in the plan's order. */
export interface Execution {
  readonly outputs: readonly Output[];
  /** Absolute path of the source folder the tools ran in; parsers make paths relative to it. */
  readonly cwd: string;
  readonly durationMs: number;
  readonly cached: boolean;
}

/** The only seam between the core and an engine. Rejects only when the plan could not be carried out at all. */
export type Executor = (plan: Plan, signal: AbortSignal) => Promise<Execution>;

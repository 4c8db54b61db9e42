import type { Output, Plan, Step } from "../model.ts";

/**
 * Where tools run: the only seam between the core and a machine. There are two, processes of this machine and containers
 * of Dagger. `Left` is what a plan's steps leave of the source, for a fix.
 */
export interface Engine<Left> {
  /** How the user calls the config folder, for messages. */
  readonly configFolder: string;
  /** Text of a step's config file, or any text where only its being there matters; undefined when there is no such file. */
  readonly configText: (step: Step) => Promise<string | undefined>;
  /** Makes the place in which the steps of a plan run one after another, each on what those before it left. */
  readonly open: (plan: Plan, signal: AbortSignal) => Promise<Workplace<Left>>;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

export interface Workplace<Left> {
  /** Absolute path of the source folder the tools run in. */
  readonly cwd: string;
  /** Sees to all that a step needs, such as its tool's environment. Throws a DrydockError where that can't be had. */
  readonly prepare: (step: Step, signal: AbortSignal) => Promise<ReadyStep>;
  /** The source as the steps so far left it. */
  readonly left: () => Left;
  readonly close: () => void;
}

/** Runs a prepared step by these words of its plan. Rejects only for the signal, and where the engine itself failed. */
export type ReadyStep = (argv: readonly string[], msLeft: number, signal: AbortSignal) => Promise<Omit<Output, "step">>;

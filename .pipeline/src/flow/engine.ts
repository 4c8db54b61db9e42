import type { Output, Plan, Step } from "../model.ts";

/**
 * Where tools run: the only seam between the core and a machine. There are two, processes of this machine and containers
 * of Dagger. `Folder` is how the engine hands over the source that a fix has changed: a path, or a directory of Dagger.
 */
export interface Engine<Folder> {
  /** How the user calls the config folder, for messages. */
  readonly configFolder: string;
  /** Text of a step's config file, or any text if only its existence matters; undefined if there is no such file. */
  readonly configText: (step: Step) => Promise<string | undefined>;
  /** Makes the place in which the steps of a plan run one after another, each on the source as the last one left it. */
  readonly open: (plan: Plan, signal: AbortSignal) => Promise<Workplace<Folder>>;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

export interface Workplace<Folder> {
  /** Absolute path of the source folder the tools run in. */
  readonly cwd: string;
  /** Provides all that a step needs, such as its tool's environment. Throws a DrydockError if that fails. */
  readonly prepare: (step: Step, signal: AbortSignal) => Promise<ReadyStep>;
  /** The source as the steps have left it so far. */
  readonly tree: () => Folder;
  readonly close: () => void;
}

/** Runs a prepared step with these arguments of its plan. Rejects only on the signal, or if the engine itself failed. */
export type ReadyStep = (argv: readonly string[], msLeft: number, signal: AbortSignal) => Promise<Omit<Output, "step">>;

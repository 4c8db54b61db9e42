import type { Command } from "./command.ts";
import type { Corpus } from "./corpus.ts";
import type { Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/** What each part is given. */
export interface Scene {
  readonly corpus: Corpus;
  readonly bench: Workbench;
  readonly toolbox: Toolbox;
  /** The four tools, without Drydock, with caches that all parts share. */
  readonly raw: readonly Command[];
  readonly runs: number;
  /** Turns of what takes minutes. */
  readonly slowRuns: number;
  /** Edits while `drydock watch` runs. */
  readonly edits: number;
  readonly say: (line: string) => void;
}

import type { Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/** What each part is given. */
export interface Scene {
  readonly bench: Workbench;
  readonly toolbox: Toolbox;
  readonly runs: number;
  readonly say: (line: string) => void;
}

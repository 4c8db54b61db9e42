import { availableParallelism } from "node:os";

/** Cores of the engine's machine, as its runtime sees them: Pylint's `-j 0` miscounts them on older control groups. */
export function cores(): number {
  return Math.max(1, availableParallelism());
}

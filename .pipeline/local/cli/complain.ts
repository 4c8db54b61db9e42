import { CommanderError } from "commander";
import { causeOf, isDrydockError, outOfFiles } from "../../src/errors.ts";
import { masked } from "../../src/masked.ts";
import { exitCodeOf } from "./exitCode.ts";
import type { CliWorld } from "./world.ts";

/** Tells the user what went wrong and what to do; returns the exit code. An unforeseen error keeps its stack. */
export function complain(error: unknown, world: Pick<CliWorld, "stderr">): number {
  // commander has said it already, and its code for help and version is 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isDrydockError(error)) {
    world.stderr.write(`drydock: ${error.message}\n${error.hint === "" ? "" : `${error.hint}\n`}`);
  } else if (outOfFiles(error)) {
    world.stderr.write(`drydock: ${causeOf(error)}\n`);
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.stderr.write(
      `drydock: something went wrong that Drydock did not foresee. Please report it.\n${masked(stack)}\n`,
    );
  }
  return exitCodeOf(error);
}

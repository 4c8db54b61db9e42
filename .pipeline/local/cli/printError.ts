import { CommanderError } from "commander";
import { causeOf, isDrydockError, outOfFiles } from "../../src/errors.ts";
import { masked } from "../../src/masked.ts";
import type { CliContext } from "./options.ts";

export const INTERRUPTED = 130;

/** Prints what went wrong and what to do; returns the exit code. An unexpected error is printed with its stack. */
export function printError(error: unknown, { stderr }: Pick<CliContext, "stderr">): number {
  // commander has printed it already, and its code for help and version is 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isDrydockError(error)) {
    stderr.write(`drydock: ${error.message}\n${error.hint === "" ? "" : `${error.hint}\n`}`);
    return error.kind === "interrupted" ? INTERRUPTED : 2;
  }
  if (outOfFiles(error)) stderr.write(`drydock: ${causeOf(error)}\n`);
  else if (isRefused(error)) {
    stderr.write(
      `drydock: A file could not be written: ${causeOf(error)}.\nFree some space, or raise the limit of file sizes (ulimit -f).\n`,
    );
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`drydock: unexpected error. Please report it.\n${masked(stack)}\n`);
  }
  return 2;
}

/** Whether the machine has run out of something: a full disk or quota, a limit on file sizes. */
function isRefused(error: unknown): boolean {
  const codes = ["ENOSPC", "EDQUOT", "EFBIG"];
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

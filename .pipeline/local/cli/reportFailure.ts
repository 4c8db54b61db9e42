import { isDrydockError } from "../../src/errors.ts";
import { brokenRun } from "./brokenRun.ts";
import type { ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";
import { writeReports } from "./writeReports.ts";

/** Writes the reports of a run that ended by an error; the error is told by whoever caught it. An interruption leaves none. */
export function reportFailure(
  error: unknown,
  names: readonly string[] | "all",
  targets: readonly ReportTarget[],
  world: CliWorld,
): void {
  if (world.signal.aborted || (isDrydockError(error) && error.kind === "interrupted")) return;
  try {
    writeReports(brokenRun(names, error), { lines: new Map() }, targets, world);
  } catch {
    // The first error is the one to tell.
  }
}

import { isDrydockError } from "../../src/errors.ts";
import { brokenRun } from "./brokenRun.ts";
import type { ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";
import { writeReports } from "./writeReports.ts";

/** For `catch`: writes the reports of a run that ended by an error, and throws it on. An interruption leaves no report. */
export function reportFailure(
  names: readonly string[] | "all",
  targets: readonly ReportTarget[],
  world: CliWorld,
): (error: unknown) => never {
  return (error) => {
    const interrupted = world.signal.aborted || (isDrydockError(error) && error.kind === "interrupted");
    try {
      if (!interrupted) writeReports(brokenRun(names, error), { lines: new Map() }, targets, world);
    } catch {
      // The first error is the one to tell.
    }
    throw error;
  };
}

import { causeOf, isDrydockError } from "../../src/errors.ts";
import { brokenRun } from "./brokenRun.ts";
import type { ReportTarget } from "./options.ts";
import type { CliWorld } from "./world.ts";
import { writeReports } from "./writeReports.ts";

/**
 * For `catch`: writes the reports of a run that ended by an error, and throws it on. An interruption leaves no report. An
 * error that nobody can catch comes by the signal, and has its reports written before the process ends.
 */
export function reportFailure(
  names: readonly string[] | "all",
  targets: readonly ReportTarget[],
  world: CliWorld,
): (error: unknown) => never {
  const { signal } = world;
  const write = (error: unknown) => {
    if (isDrydockError(error) && error.kind === "interrupted") return;
    try {
      writeReports(brokenRun(names, error), { lines: new Map() }, targets, world);
    } catch (second) {
      // The first error is thrown on.
      world.stderr.write(`drydock: ${causeOf(second)}\n`);
    }
  };
  signal.addEventListener("abort", () => write(signal.reason), { once: true });
  return (error) => {
    if (!signal.aborted) write(error);
    throw error;
  };
}

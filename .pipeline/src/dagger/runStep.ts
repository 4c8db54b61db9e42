import { type Container, ReturnType } from "@dagger.io/dagger";
import type { End, Output } from "../model/execution.ts";
import type { Plan, Step } from "../model/plan.ts";
import { engineTrouble, execFailure } from "./engineTrouble.ts";

/** Standard output and error, each: more is no output of a working tool. */
const MOST_OUTPUT = 64 * 1024 * 1024;
const SIGNALS: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};
const HINT = "Run again; when it stays, look at the engine's log. The base image needs the command timeout.";

interface StepToRun {
  readonly plan: Plan;
  readonly step: Step;
  readonly container: Container;
  readonly argv: readonly string[];
  readonly now: () => number;
}

/** What a step printed, how it ended, and the container after it; undefined when it did not end by itself. */
interface StepRun {
  readonly output: Output;
  readonly after: Container | undefined;
}

/**
 * Runs a step whatever its exit code. `timeout` kills it with SIGKILL, an end that the engine takes for an error and so
 * does not cache; a limit kept here would leave the process at work, and the function's own process waiting for it.
 */
export async function runStep({ plan, step, container, argv, now }: StepToRun): Promise<StepRun> {
  const seconds = Math.ceil(plan.timeoutSeconds);
  const start = now();
  try {
    const limited = ["timeout", "-s", "KILL", String(seconds), ...argv];
    const after = await container.withExec(limited, { expect: ReturnType.Any }).sync();
    const [code, stdout, stderr] = await Promise.all([after.exitCode(), after.stdout(), after.stderr()]);
    const bytes = Math.max(stdout.length, stderr.length);
    const end: End = bytes > MOST_OUTPUT ? { kind: "overflow", bytes: MOST_OUTPUT } : { kind: "exit", code };
    return { output: { step: step.id, end, stdout, stderr }, after };
  } catch (error) {
    const failure = execFailure(error);
    if (failure === undefined || failure.exitCode <= 128) {
      throw engineTrouble(`The engine could not run ${step.tool}`, error, HINT);
    }
    const killed = failure.exitCode === 137 && now() - start >= seconds * 1000;
    const end: End = killed
      ? { kind: "timeout", seconds: plan.timeoutSeconds }
      : { kind: "signal", name: SIGNALS[failure.exitCode - 128] ?? `number ${failure.exitCode - 128}` };
    return { output: { step: step.id, end, stdout: failure.stdout, stderr: failure.stderr }, after: undefined };
  }
}

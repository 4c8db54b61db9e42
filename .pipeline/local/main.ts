import { DrydockError } from "../src/errors.ts";
import type { CliContext } from "./cli/options.ts";
import { INTERRUPTED, printError } from "./cli/printError.ts";
import { cliProgram } from "./cli/program.ts";
import { isGithub } from "./cli/reportTargets.ts";
import { ownVersion } from "./shipped.ts";
import { logGuard, outlet } from "./ui/terminal.ts";

/*
 * The entry point of the CLI: argv, the environment, the streams, signals and the exit code are touched here and nowhere else.
 * What a verb needs is loaded when it is called, so that --help starts fast; build.mjs knows that one import.
 */

async function main(): Promise<number> {
  const env = process.env;
  const stdout = outlet(process.stdout);
  const stderr = isGithub(env) ? logGuard(outlet(process.stderr)) : outlet(process.stderr);
  const signal = interruptions(stderr);
  let code = 0;
  try {
    const program = cliProgram(ownVersion(), { stdout, stderr }, async (request) => {
      const { act } = await import("./cli/act.ts");
      const keyboard = () => (process.stdin.isTTY ? process.stdin : undefined);
      const argv = process.argv.slice(2);
      code = await act(request, { cwd: workingFolder(), argv, env, stdout, stderr, signal, keyboard });
    });
    await program.parseAsync();
  } catch (error) {
    code = printError(signal.aborted ? signal.reason : error, { stderr });
  }
  await Promise.all([stdout.flush(), stderr.flush()]);
  const failure = stdout.failure();
  if (failure === undefined) return code;
  // A full disk behind `> report.txt`: nobody may take half a report for all of it.
  const unwritten = new DrydockError("broken", `The output could not be written: ${failure.message}.`, "", failure);
  code = printError(unwritten, { stderr });
  await stderr.flush();
  return code;
}

/**
 * Aborted by the first Ctrl-C or request to end (a second one ends the process at once), and by an error that nobody has
 * caught, which ends the process: what is awaited may never come. Listeners have written the reports by then.
 */
function interruptions(stderr: CliContext["stderr"]): AbortSignal {
  const interruption = new AbortController();
  const { signal } = interruption;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (signal.aborted) process.exit(INTERRUPTED);
      interruption.abort(new DrydockError("interrupted", "Interrupted; no verdict was reached."));
    });
  }
  process.on("uncaughtException", (error) => {
    interruption.abort(error);
    process.exit(printError(signal.reason, { stderr }));
  });
  return signal;
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    const hint = "Change to an existing folder and run again.";
    throw new DrydockError("misuse", "The folder that Drydock was started in has been removed.", hint, error);
  }
}

main().then((code) => process.exit(code));

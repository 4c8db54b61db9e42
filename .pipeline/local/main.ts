import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DrydockError } from "../src/errors.ts";
import { isGithub } from "./cli/ci.ts";
import { complain } from "./cli/complain.ts";
import { INTERRUPTED } from "./cli/exitCode.ts";
import { cliProgram } from "./cli/program.ts";
import type { CliWorld } from "./cli/world.ts";
import { shipped } from "./shipped.ts";
import { logGuard } from "./ui/logGuard.ts";
import { outlet } from "./ui/outlet.ts";

/*
 * The door of the CLI: argv, the environment, the streams, signals and the exit code are touched here and nowhere else.
 * What a verb needs is loaded when it is called, so that --help starts fast; build.mjs knows of that one import.
 */

async function main(): Promise<number> {
  const world: CliWorld = {
    cwd: process.cwd(),
    env: process.env,
    stdout: outlet(process.stdout),
    stderr: isGithub(process.env) ? logGuard(outlet(process.stderr)) : outlet(process.stderr),
    signal: interruptions(),
  };
  let code = 0;
  const program = cliProgram(version(), world, async (request) => {
    const { act } = await import("./cli/act.ts");
    code = await act(request, world);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    code = complain(world.signal.aborted ? world.signal.reason : error, world);
  }
  await Promise.all([world.stdout.flush(), world.stderr.flush()]);
  const failure = world.stdout.failure();
  if (failure === undefined) return code;
  // A full disk behind `> report.txt`: nobody may take half a report for the whole.
  const unwritten = new DrydockError("broken", `The output could not be written: ${failure.message}.`, "", failure);
  code = complain(unwritten, world);
  await world.stderr.flush();
  return code;
}

/** Aborted by the first Ctrl-C or request to end; a second one means now. */
function interruptions(): AbortSignal {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (interruption.signal.aborted) process.exit(INTERRUPTED);
      interruption.abort(new DrydockError("interrupted", "Interrupted; no verdict was reached."));
    });
  }
  return interruption.signal;
}

function version(): string {
  return (JSON.parse(readFileSync(join(shipped(), "..", "package.json"), "utf8")) as { version: string }).version;
}

main().then((code) => process.exit(code));

import { act } from "../../local/cli/act.ts";
import { printError } from "../../local/cli/printError.ts";
import { cliProgram } from "../../local/cli/program.ts";
import { isGithub } from "../../local/cli/reportTargets.ts";
import { logGuard } from "../../local/ui/terminal.ts";
import { TEST_CACHE } from "./cli.ts";
import { keptOutlet } from "./cliCall.ts";

export type CliEnv = Readonly<Record<string, string | undefined>>;

interface CliCall {
  readonly cwd: string;
  readonly env?: CliEnv;
  readonly signal?: AbortSignal;
}

/**
 * Calls the CLI in this process, as main.ts does with the words, the environment, the streams and the signal of its own.
 * Its tools are real processes. Without the last line's end, as execa gives what a process has printed.
 */
export async function callCli(words: readonly string[], { cwd, env: own, signal = never() }: CliCall) {
  const env = { ...process.env, DRYDOCK_CACHE: TEST_CACHE, NO_COLOR: "1", CI: "1", ...own };
  const [out, err] = [keptOutlet(), keptOutlet()];
  const stderr = isGithub(env) ? logGuard(err) : err;
  let code = 0;
  try {
    const program = cliProgram("0.0.0", { stdout: out, stderr }, async (request) => {
      code = await act(request, { cwd, env, stdout: out, stderr, signal });
    });
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    code = printError(signal.aborted ? signal.reason : error, { stderr });
  }
  const [stdout, told] = [out.written().replace(/\n$/, ""), err.written().replace(/\n$/, "")];
  return { code, stdout, stderr: told, all: `${stdout}\n${told}` };
}

/** The same, in the order in which a shell is given it. */
export function drydock(cwd: string, words: readonly string[], env: CliEnv = {}) {
  return callCli(words, { cwd, env });
}

function never(): AbortSignal {
  return new AbortController().signal;
}

import type { CliContext, CliRequest } from "../../local/cli/options.ts";
import { cliProgram } from "../../local/cli/program.ts";
import type { Outlet } from "../../local/ui/terminal.ts";

/** A stream that keeps what is written to it. */
export function keptOutlet(): Outlet & { readonly written: () => string } {
  let text = "";
  return {
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write: (more) => {
      text += more;
    },
    flush: async () => true,
    failure: () => undefined,
    written: () => text,
  };
}

export function keptWorld(cwd = "/", env: CliContext["env"] = {}) {
  return { cwd, env, stdout: keptOutlet(), stderr: keptOutlet(), signal: new AbortController().signal };
}

/** What the CLI makes of these words: the requests it hands on, what it prints, and what it throws. */
export async function cliCall(...words: readonly string[]) {
  const { stdout, stderr } = keptWorld();
  const requests: CliRequest[] = [];
  const program = cliProgram("1.2.3", { stdout, stderr }, async (request) => void requests.push(request));
  let error: unknown;
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (thrown) {
    error = thrown;
  }
  return { requests, error, out: stdout.written(), err: stderr.written() };
}

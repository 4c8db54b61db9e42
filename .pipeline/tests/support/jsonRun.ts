import type { Run } from "../../src/model.ts";
import { type CliEnv, drydock } from "./callCli.ts";
import type { spawnCli } from "./cli.ts";

/** What a call with `--json` gives, in this process or by `call` in another: the exit code, the text and the Run in it. */
export async function jsonRun(
  cwd: string,
  args: readonly string[],
  env: CliEnv = {},
  call: typeof drydock | typeof spawnCli = drydock,
) {
  const { code, stdout, stderr } = await call(cwd, [...args, "--json"], env);
  return { code, stdout, stderr, run: parsed(stdout, stderr) };
}

/** The Run's text without what differs from run to run: times, and whether a result was stored. */
export function timeless(text: string): string {
  return text
    .replaceAll(/"durationMs": [\d.e-]+/g, '"durationMs": 0')
    .replaceAll(/"cached": (true|false)/g, '"cached": 0');
}

/** The names of the checks that were replayed from the cache. */
export function cachedOf(run: Run): readonly string[] {
  return run.results.filter(({ cached }) => cached).map(({ check }) => check);
}

function parsed(stdout: string, stderr: string): Run {
  try {
    return JSON.parse(stdout) as Run;
  } catch {
    throw new Error(`This is no Run: ${stdout}\n${stderr}`);
  }
}

import { execa } from "execa";
import { CLI, TEST_CACHE } from "./cli.ts";

/**
 * Runs the CLI in a mount namespace of its own, after a script has mounted there what the test wants: nobody else sees
 * it, and it is gone with the run. The script finds `words` as "$1", "$2" and so on; `env` is the CLI's alone.
 */
export async function mounted(
  script: string,
  words: readonly string[],
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const variables = Object.entries({ DRYDOCK_CACHE: TEST_CACHE, CI: "1", ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const mount = `set -e; mount_all() { ${script}; }; mount_all "$@" >&2`;
  const given = [String(words.length), ...words, "env", ...variables, process.execPath, CLI, ...args];
  const whole = `count=$1; shift; ${mount}; shift "$count"; exec "$@"`;
  const result = await execa("unshare", ["-m", "sh", "-c", whole, "sh", ...given], { cwd, reject: false });
  return {
    code: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    all: `${result.stdout}\n${result.stderr}`,
  };
}

import { runProcess } from "./runProcess.ts";

/** What a program of the user's prints of itself; undefined when it is none that ends well and in time, such as a shim that leads nowhere. */
export async function askProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { end, stdout } = await runProcess({
    file,
    args,
    // Version managers choose by files in the folder they are called in.
    cwd: "/",
    env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    timeoutMs,
    maxBytes: 64 * 1024,
    signal,
  });
  return end.kind === "exit" && end.code === 0 ? stdout : undefined;
}

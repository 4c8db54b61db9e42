import { execa } from "execa";
import { ROOT } from "./cli.ts";

/** Runs a job's lines as the runner does: one shell, which ends at the first line that fails. */
export async function shellOf(lines: unknown, env: Readonly<Record<string, string>>, cwd = ROOT) {
  const text = (lines as readonly string[]).join("\n");
  const shell = execa("sh", ["-e"], { input: text, env, extendEnv: false, cwd, reject: false, all: true });
  const { exitCode: code, stdout, stderr } = await shell;
  return { code, stdout, stderr };
}

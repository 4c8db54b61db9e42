import { causeOf, DrydockError } from "../errors.ts";
import { lastLines } from "../masked.ts";

/** A command in a container that ended in a way the engine does not accept. */
export interface ExecFailure {
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Known by name and code: the SDK in the engine's runtime does not export the class. */
export function execFailure(error: unknown): ExecFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cmd, exitCode, stdout, stderr } = error as Error & Record<string, unknown>;
  if (error.name !== "ExecError" && code !== "D109") return undefined;
  return {
    command: Array.isArray(cmd) ? cmd.map(String) : [],
    exitCode: Number(exitCode ?? -1),
    stdout: String(stdout ?? ""),
    stderr: String(stderr ?? ""),
  };
}

/** What the engine, or a command that prepares something, could not do, with its last output. */
export function engineError(what: string, error: unknown, hint: string): DrydockError {
  if (error instanceof DrydockError) return error;
  const failure = execFailure(error);
  const words = failure === undefined ? causeOf(error) : failure.stderr.trim() || failure.stdout.trim();
  // The engine adds where its trace is, which differs from run to run.
  const own = words.replace(/(?<!\s)\s*\[traceparent:[^\]]*\]/g, "").trim();
  const last = lastLines(own);
  const how = failure === undefined ? "" : `, exit code ${failure.exitCode}`;
  return new DrydockError("broken", `${what}${how}${last === "" ? "." : `:\n${last}`}`, hint, error);
}

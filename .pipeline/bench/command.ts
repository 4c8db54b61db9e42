import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** A process to measure. */
export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Exit codes of a run that did its work; with any other there is nothing to measure. */
  readonly exits: readonly number[];
  /** File that gets what it prints. */
  readonly log: string;
}

/** Runs it to its end. Its output goes to a file, so that no reader slows it down. */
export async function runCommand({ name, file, args, cwd, env, exits, log }: Command): Promise<void> {
  const output = openSync(log, "w");
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(file, args, { cwd, env, stdio: ["ignore", output, output] });
      child.on("error", reject);
      child.on("exit", resolve);
    });
    if (code === null || !exits.includes(code)) {
      throw new Error(`${name} ended with ${code ?? "a signal"}, so it measures nothing:\n${lastLines(log)}`);
    }
  } finally {
    closeSync(output);
  }
}

/** What a command printed when it last ran. */
export function output({ log }: Pick<Command, "log">): string {
  return readFileSync(log, "utf8");
}

function lastLines(log: string): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n");
}

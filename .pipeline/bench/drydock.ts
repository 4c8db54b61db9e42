import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../src/model.ts";
import { type Command, output, runCommand } from "./command.ts";
import type { Workbench } from "./workbench.ts";

/** `drydock` as a user calls it, in the source folder, with a cache folder of this benchmark's own. */
export function drydock(bench: Workbench, args: readonly string[], nodeOptions: readonly string[] = []): Command {
  const own = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(NODE_|npm_|DRYDOCK_)/.test(name),
  );
  return {
    name: `drydock ${args[0]}`,
    file: process.execPath,
    args: [...nodeOptions, bench.cli, ...args],
    cwd: bench.source,
    env: { ...(Object.fromEntries(own) as Record<string, string>), DRYDOCK_CACHE: bench.cache },
    exits: [0, 1],
    log: bench.log(`drydock-${args.join("-").slice(0, 30)}`),
  };
}

export function runAll(bench: Workbench, more: readonly string[] = [], nodeOptions: readonly string[] = []): Command {
  return drydock(bench, ["run-all", "--source", ".", "--config", bench.config, ...more], nodeOptions);
}

/** Runs all checks once and hands back the run; throws when a check has no verdict, for then nothing is compared. */
export async function wholeRun(bench: Workbench): Promise<Run> {
  const command = runAll(bench, ["--json", "--quiet"]);
  await runCommand(command);
  const text = output(command);
  return JSON.parse(text.slice(text.indexOf("{"))) as Run;
}

/** Forgets all results, and the tools' caches and the copy of the source with them; the environments stay. */
export function forget(bench: Workbench): void {
  for (const name of ["results", "projects"]) rmSync(join(bench.cache, name), { recursive: true, force: true });
}

import type { Run } from "../src/model.ts";
import { type Command, output, runCommand } from "./command.ts";
import type { Corpus } from "./corpus.ts";
import type { Workbench } from "./workbench.ts";

const CHECKS = ["--checks", "lint,format,typecheck,ruff"];

/** `drydock` as a user calls it at the root, with a cache folder of this benchmark's own. */
export function drydock(bench: Workbench, args: readonly string[], nodeOptions: readonly string[] = []): Command {
  const own = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(NODE_|npm_|DRYDOCK_)/.test(name),
  );
  return {
    name: `drydock ${args[0]}`,
    file: process.execPath,
    args: [...nodeOptions, bench.cli, ...args],
    cwd: bench.root,
    env: { ...(Object.fromEntries(own) as Record<string, string>), DRYDOCK_CACHE: bench.cache, NO_COLOR: "1" },
    exits: [0, 1],
    log: bench.log(`drydock-${args.join("-").slice(0, 30)}`),
  };
}

/** All four tools on the targets. */
export function runAll(
  bench: Workbench,
  { targets }: Corpus,
  more: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Command {
  return drydock(bench, ["run-all", ...CHECKS, ...more, ...targets], nodeOptions);
}

/** Runs a command that prints a run as JSON; throws when a check has no verdict, for then nothing is compared. */
export async function jsonRun(command: Command): Promise<Run> {
  await runCommand(command);
  const text = output(command);
  return JSON.parse(text.slice(text.indexOf("{"))) as Run;
}

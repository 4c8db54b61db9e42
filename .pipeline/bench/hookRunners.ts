import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, output } from "./command.ts";
import { pathWith, type Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/** pre-commit and prek over all files, with the given tools as local hooks that run in a system environment. */
export interface HookRunner {
  readonly name: "pre-commit" | "prek";
  readonly command: Command;
}

/** `tools` makes the commands with caches in the folder it is given; prek is told that its hooks may run at once. */
export function hookRunner(
  name: HookRunner["name"],
  bench: Workbench,
  { hookRunners }: Toolbox,
  tools: readonly Command[],
): HookRunner {
  const config = `.${name}-config.yaml`;
  const hooks = tools.map(({ name: id, file, args, env }) => ({
    id,
    name: id,
    language: "system",
    entry: "env",
    args: [...Object.entries(env).map(([key, value]) => `${key}=${value}`), file, ...args],
    always_run: true,
    pass_filenames: false,
    ...(name === "prek" ? { priority: 0 } : {}),
  }));
  // JSON is YAML.
  writeFileSync(join(bench.root, config), JSON.stringify({ repos: [{ repo: "local", hooks }] }));
  const command: Command = {
    name,
    file: join(hookRunners, name),
    args: ["run", "--all-files", "--config", config],
    cwd: bench.root,
    env: {
      PATH: pathWith(hookRunners),
      HOME: bench.folder,
      LANG: "C.UTF-8",
      PRE_COMMIT_HOME: join(bench.folder, "pre-commit"),
      PREK_HOME: join(bench.folder, "prek"),
    },
    exits: [0, 1],
    log: bench.log(name),
  };
  return { name, command };
}

/** Throws when not every tool was run as a hook: exit code 1 is also that of a config that is refused. */
export function assertAllHooksRan({ name, command }: HookRunner, tools: readonly Command[]): void {
  const said = output(command);
  const silent = tools.filter(({ name: id }) => !new RegExp(`^${id}\\.*(Passed|Failed)$`, "m").test(said));
  if (silent.length > 0)
    throw new Error(`${name} did not run ${silent.map(({ name: id }) => id).join(", ")}:\n${said}`);
}

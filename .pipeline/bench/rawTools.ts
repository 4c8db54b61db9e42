import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { shipped } from "../local/shipped.ts";
import { fillIn } from "../src/flow/plan.ts";
import type { Step } from "../src/model.ts";
import { type Command, runCommand } from "./command.ts";
import { type PlannedStep, pathWith, type Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/** The very commands that Drydock runs, to be run without it; their caches go into a folder below `caches`. */
export function rawTools(bench: Workbench, { steps, cores }: Toolbox, caches: string): readonly Command[] {
  return steps.map(({ step, exits, bin }) => {
    const cache = join(caches, step.tool);
    mkdirSync(cache, { recursive: true });
    const places = { cache, cores: String(cores), scripts: join(shipped(), "python"), config: configOf(bench, step) };
    const [program = "", ...args] = step.argv.map((word) => fillIn(word, places));
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fillIn(value, places)]));
    return {
      name: step.id,
      file: join(bin, program),
      args,
      cwd: bench.source,
      env: { ...env, PATH: pathWith(bin), HOME: bench.folder },
      exits,
      log: bench.log(`raw-${step.id}`),
    };
  });
}

function configOf({ config: folder }: Workbench, { config }: Step): string {
  return config?.how === "given" ? join(folder, config.name) : "";
}

/**
 * The commands of the reference pipeline with its config as it stands: Pylint counts the cores itself (`jobs=0`), mypy
 * uses one. Two changes, for safety: the formatters check, where those of the reference rewrite a copy that is then
 * thrown away, and the caches are elsewhere than in /tmp/mypy and the home. One list per tool, to run at once.
 */
export function referenceTools(bench: Workbench, { steps }: Toolbox, caches: string): readonly (readonly Command[])[] {
  const config = (name: string) => join(bench.config, name);
  const ruff = ["--config", config("pyproject.toml"), "."];
  const commands: Readonly<Record<string, readonly string[]>> = {
    pylint: ["python", "-m", "pylint", ".", "--rcfile", config(".pylintrc")],
    black: ["python", "-m", "black", ".", "--config", config("black.toml"), "--check"],
    mypy: ["python", "-m", "mypy", "--config-file", config("mypy.ini"), "."],
    ruff: ["ruff", "check", ...ruff],
    "ruff-format": ["ruff", "format", "--check", ...ruff],
  };
  const cacheOf: Readonly<Record<string, string>> = {
    PYLINTHOME: join(caches, "pylint"),
    BLACK_CACHE_DIR: join(caches, "black"),
    MYPY_CACHE_DIR: join(caches, "mypy"),
    RUFF_CACHE_DIR: join(caches, "ruff"),
  };
  const command = ({ step, exits, bin }: PlannedStep): Command => {
    const [program = "", ...args] = commands[step.id] ?? [];
    // No bytecode is written into environments that others use; it is there already.
    const env = { ...cacheOf, PATH: pathWith(bin), HOME: bench.folder, LANG: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" };
    return {
      name: step.id,
      file: join(bin, program),
      args,
      cwd: bench.source,
      env,
      exits,
      log: bench.log(`reference-${step.id}`),
    };
  };
  const checks = [...new Set(steps.map(({ check }) => check))];
  return checks.map((name) => steps.filter(({ check }) => check === name).map(command));
}

/** One after another. */
export async function inSequence(commands: readonly Command[]): Promise<void> {
  for (const command of commands) await runCommand(command);
}

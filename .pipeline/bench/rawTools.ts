import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, runCommand } from "./command.ts";
import type { Corpus } from "./corpus.ts";
import { type PlannedStep, pathWith, type Toolbox } from "./toolbox.ts";
import type { Workbench } from "./workbench.ts";

/**
 * The four tools as a user calls them at the root: the same versions, and the configs and options that count for the work
 * that Drydock gives them. Each has a cache below `caches` where it has one at all.
 */
export function rawTools(
  bench: Workbench,
  { targets }: Corpus,
  { steps, cores }: Toolbox,
  caches: string,
): readonly Command[] {
  return steps.flatMap((planned): readonly Command[] => {
    const { step, exits, bin } = planned;
    const call = CALLS[step.id];
    // An opinion of another formatter, which nobody would ask for by hand.
    if (call === undefined) return [];
    const cache = join(caches, step.id);
    mkdirSync(cache, { recursive: true });
    const [file = "", ...words] = call.argv;
    return [
      {
        name: step.id,
        file: join(bin, file),
        args: [...words, ...configOf(planned, call.config), ...jobsOf(planned, cores), ...targets],
        cwd: bench.root,
        // No bytecode is written into environments that others use; it is there already.
        env: {
          [call.cache]: cache,
          PATH: pathWith(bin),
          HOME: bench.folder,
          LANG: "C.UTF-8",
          PYTHONDONTWRITEBYTECODE: "1",
        },
        exits,
        log: bench.log(`raw-${step.id}`),
      },
    ];
  });
}

interface Call {
  readonly argv: readonly string[];
  /** The option that names a config which the tool does not find by itself. */
  readonly config: string;
  /** The variable that says where its cache is. */
  readonly cache: string;
}

const CALLS: Readonly<Record<string, Call>> = {
  pylint: { argv: ["python", "-m", "pylint"], config: "--rcfile", cache: "PYLINTHOME" },
  black: { argv: ["python", "-m", "black", "--check"], config: "--config", cache: "BLACK_CACHE_DIR" },
  mypy: { argv: ["python", "-m", "mypy"], config: "--config-file", cache: "MYPY_CACHE_DIR" },
  ruff: { argv: ["ruff", "check"], config: "--config", cache: "RUFF_CACHE_DIR" },
};

function configOf({ step: { config }, configFolder }: PlannedStep, option: string): readonly string[] {
  return config?.how === "given" && configFolder !== undefined ? [option, join(configFolder, config.name)] : [];
}

/** As many processes as Drydock lets it have. */
function jobsOf({ step: { id, argv } }: PlannedStep, cores: number): readonly string[] {
  if (id === "pylint") return ["-j", String(cores)];
  return argv.includes("--num-workers") ? ["--num-workers", String(cores)] : [];
}

/** One after another. */
export async function inSequence(commands: readonly Command[]): Promise<void> {
  for (const command of commands) await runCommand(command);
}

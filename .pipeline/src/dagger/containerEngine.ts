import { type Container, type Directory, dag, ReturnType } from "@dagger.io/dagger";
import { toolSpec } from "../checks/catalog.ts";
import type { Engine, ReadyStep } from "../flow/engine.ts";
import { fillIn, type Places } from "../flow/plan.ts";
import { readsOf } from "../flow/reads.ts";
import type { Output, Plan, Step } from "../model.ts";
import { engineError, execFailure } from "./engineError.ts";
import { type ContainerContext, toolContainer, withScript } from "./environments.ts";
import { cacheOf, PLACES, siteOf, toolFolder } from "./places.ts";

/** Standard output and error, each: a working tool prints less. */
const MOST_OUTPUT = 64 * 1024 * 1024;
const SIGNALS: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};
const RUN_AGAIN = "Run again; if it still fails, look at the engine's log. The base image needs the command timeout.";

/** Containers of the Dagger engine; the source after their steps is a directory. */
export function containerEngine(context: ContainerContext): Engine<Directory> {
  return {
    configFolder: "the config folder",
    configText: async ({ config }) => context.configText(config?.path ?? ""),
    open: async (plan) => {
      let root = rootFor(plan, context);
      return {
        cwd: PLACES.root,
        prepare: async (step, signal) => {
          const places = placesOf(plan, step, context);
          const made = toolOf(plan, step, context, places).then((tool) => tool.sync());
          const container = await until(signal, made).catch((error: unknown) => {
            if (signal.aborted) throw error;
            throw engineError(`The container for ${plan.check} could not be created`, error, hintFor(step));
          });
          const ready: ReadyStep = async (argv, msLeft, stop) => {
            const on = withRoot(container, root);
            const words = commandOf({ ...step, argv }, places);
            const { output, after } = await until(stop, run(step, on, words, limitOf(plan, msLeft), context.now));
            if (step.role === "change" && after !== undefined) root = after.directory(PLACES.root);
            return output;
          };
          return ready;
        },
        tree: () => root,
        close: () => {},
      };
    },
    now: context.now,
  };
}

/** The container of a step with all that its command needs. Nothing is built until it is used. */
export async function stepContainer(plan: Plan, step: Step, context: ContainerContext): Promise<Container> {
  return withRoot(await toolOf(plan, step, context, placesOf(plan, step, context)), rootFor(plan, context));
}

/**
 * The tree without files of kinds that no tool of the plan reads: editing those runs nothing again. Links may lead
 * anywhere, so what has no ending stays. A plan that writes gets the whole tree, since its result is compared with that.
 */
function rootFor(plan: Plan, { root, paths, configText }: ContainerContext): Directory {
  if (plan.workspace === "copy") return root;
  const texts = plan.steps.map(({ config }) => configText(config?.path ?? "") ?? "").join("\n");
  const reads = readsOf([plan], () => texts);
  const kinds = new Map<string, boolean>();
  const endingOf = (name: string) => /[^./](\.[^./]+)\/?$/.exec(name)?.[1];
  for (const path of paths) {
    // A pattern also matches folders with such a name, with all that is in them.
    for (const folder of path.split("/").slice(0, -1)) kinds.set(endingOf(folder) ?? "", true);
    const ending = endingOf(path);
    if (ending !== undefined) kinds.set(ending, kinds.get(ending) === true || path.endsWith("/") || reads(path));
  }
  const exclude = [...kinds].flatMap(([ending, read]) => (read || !/^\.\w+$/.test(ending) ? [] : [`**/*${ending}`]));
  return exclude.length === 0 ? root : root.filter({ exclude: exclude.sort() });
}

/** The layers that change least come first: the tool, then the application's environment. */
async function toolOf(plan: Plan, step: Step, context: ContainerContext, places: Places): Promise<Container> {
  const bin = binOf(step);
  const cache = cacheOf(step.tool);
  let container = toolContainer(context, step.tool);
  if (plan.application && context.application !== undefined) {
    container = container.withMountedDirectory(PLACES.application, await context.application());
  }
  if (wants(step, "cache")) container = container.withMountedCache(cache.path, dag.cacheVolume(cache.volume));
  for (const word of step.argv) {
    const script = /^\{scripts\}\/([\w.]+)$/.exec(word)?.[1];
    if (script !== undefined) container = withScript(container, script);
  }
  container = container.withMountedTemp(PLACES.home).withEnvVariable("HOME", PLACES.home);
  if (bin !== undefined) container = container.withEnvVariable("PATH", `${bin}:\${PATH}`, { expand: true });
  for (const [name, value] of Object.entries(step.env)) {
    container = container.withEnvVariable(name, fillIn(value, places));
  }
  return container;
}

function withRoot(container: Container, root: Directory): Container {
  return container.withMountedDirectory(PLACES.root, root).withWorkdir(PLACES.root);
}

function commandOf(step: Step, places: Places): readonly string[] {
  const bin = binOf(step);
  const [program = "", ...args] = step.argv.map((word) => fillIn(word, places));
  return [program.includes("/") || bin === undefined ? program : `${bin}/${program}`, ...args];
}

/** A program of an image is on the image's own PATH. */
function binOf({ tool }: Step): string | undefined {
  return toolSpec(tool).source.kind === "lock" ? `${toolFolder(tool)}/bin` : undefined;
}

function placesOf(plan: Plan, step: Step, { cores, python }: ContainerContext): Places {
  return {
    cache: cacheOf(step.tool).path,
    store: `${cacheOf(step.tool).path}/modules`,
    cores: String(cores),
    scripts: PLACES.scripts,
    "tool-site": siteOf(toolFolder(step.tool), python),
    ...(step.config?.path === undefined ? {} : { config: step.config.path }),
    ...(plan.application
      ? { "app-python": `${PLACES.application}/bin/python`, "app-site": siteOf(PLACES.application, python) }
      : {}),
  };
}

function wants({ argv, env }: Step, place: string): boolean {
  return [...argv, ...Object.values(env)].some((word) => word.includes(`{${place}}`));
}

/**
 * Seconds for a command: what is left for the plan, rounded up by at most a twentieth of its limit. The number is part of
 * the command: a finer one would be a new command for the engine each time, and nothing would be cached.
 */
function limitOf({ timeoutSeconds }: Plan, msLeft: number): number {
  const parts = Math.ceil((msLeft / 1000 / timeoutSeconds) * 20);
  return Math.ceil((Math.min(20, parts) * timeoutSeconds) / 20);
}

/**
 * Runs a command whatever its exit code, and returns the container after it, if it ended by itself. `timeout` kills it
 * with SIGKILL, which the engine treats as an error and so does not cache; a limit kept here would leave the process
 * running, and the function's own process waiting for it.
 */
async function run(
  { tool }: Step,
  container: Container,
  argv: readonly string[],
  seconds: number,
  now: () => number,
): Promise<{ readonly output: Omit<Output, "step">; readonly after: Container | undefined }> {
  const start = now();
  try {
    const limited = ["timeout", "-s", "KILL", String(seconds), ...argv];
    const after = await container.withExec(limited, { expect: ReturnType.Any }).sync();
    const [code, stdout, stderr] = await Promise.all([after.exitCode(), after.stdout(), after.stderr()]);
    if (Math.max(stdout.length, stderr.length) > MOST_OUTPUT) {
      return { output: { end: { kind: "overflow", bytes: MOST_OUTPUT }, stdout, stderr }, after };
    }
    return { output: { end: { kind: "exit", code }, stdout, stderr }, after };
  } catch (error) {
    const failure = execFailure(error);
    if (failure === undefined || failure.exitCode <= 128) {
      throw engineError(`The engine could not run ${tool}`, error, RUN_AGAIN);
    }
    const { exitCode, stdout, stderr } = failure;
    const killed = exitCode === 137 && now() - start >= seconds * 1000;
    if (killed) return { output: { end: { kind: "timeout", seconds }, stdout, stderr }, after: undefined };
    const name = SIGNALS[exitCode - 128] ?? `number ${exitCode - 128}`;
    return { output: { end: { kind: "signal", name }, stdout, stderr }, after: undefined };
  }
}

function hintFor({ tool }: Step): string {
  const { source } = toolSpec(tool);
  if (source.kind === "image") {
    return `The engine must be able to pull the image ${source.image}; a registry mirror will do.`;
  }
  return "The base image needs python3 with venv and pip; the requirements must be installable there, and the package index reachable.";
}

/** The engine goes on with what it has begun, but nothing waits for it any longer. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

import { type Container, type Directory, dag } from "@dagger.io/dagger";
import { fillIn, type Places } from "../fillIn.ts";
import type { Plan, Step } from "../model/plan.ts";
import { TOOLS } from "../tools.ts";
import type { ContainerWorld } from "./containerWorld.ts";
import { toolContainer } from "./environments.ts";
import { cacheOf, PLACES, siteOf, toolFolder } from "./places.ts";

/** A container in which everything of a step is ready, and the command that is left to run there. */
export interface ReadyStep {
  readonly container: Container;
  readonly argv: readonly string[];
}

/**
 * Layers in the order of how seldom they change: the tool, the application's environment, the step's one config file,
 * the source. Nothing is built until something is asked of the container.
 */
export function stepContainer(plan: Plan, step: Step, source: Directory, world: ContainerWorld): ReadyStep {
  const places = placesOf(plan, step, world);
  // A program of an image is on the image's own PATH.
  const bin = TOOLS[step.tool].kind === "lock" ? `${toolFolder(step.tool)}/bin` : undefined;
  const cache = cacheOf(step.tool);
  let container = toolContainer(world, step.tool);
  if (plan.application && world.application !== undefined) {
    container = container.withMountedDirectory(PLACES.application, world.application);
  }
  if (wants(step, "cache")) container = container.withMountedCache(cache.path, dag.cacheVolume(cache.volume));
  if (wants(step, "scripts")) {
    container = container.withMountedDirectory(PLACES.scripts, dag.currentModule().source().directory("python"));
  }
  if (step.config !== undefined) {
    container = container.withMountedFile(`${PLACES.config}/${step.config}`, world.config.file(step.config));
  }
  container = container
    // As on the host: it ends the search of Black and Ruff for ignore files, and makes /app Black's root.
    .withNewFile(`${PLACES.repository}/.git/description`, "")
    .withMountedTemp(PLACES.home)
    .withEnvVariable("HOME", PLACES.home);
  if (bin !== undefined) container = container.withEnvVariable("PATH", `${bin}:\${PATH}`, { expand: true });
  for (const [name, value] of Object.entries(step.env)) {
    container = container.withEnvVariable(name, fillIn(value, places));
  }
  const [program = "", ...args] = step.argv.map((word) => fillIn(word, places));
  return {
    container: container.withMountedDirectory(PLACES.source, source).withWorkdir(PLACES.source),
    argv: [program.includes("/") || bin === undefined ? program : `${bin}/${program}`, ...args],
  };
}

function placesOf(plan: Plan, step: Step, { cores, python }: ContainerWorld): Places {
  return {
    cache: cacheOf(step.tool).path,
    cores: String(cores),
    scripts: PLACES.scripts,
    "tool-site": siteOf(toolFolder(step.tool), python),
    ...(step.config === undefined ? {} : { config: `${PLACES.config}/${step.config}` }),
    ...(plan.application
      ? { "app-python": `${PLACES.application}/bin/python`, "app-site": siteOf(PLACES.application, python) }
      : {}),
  };
}

function wants({ argv, env }: Step, place: string): boolean {
  return [...argv, ...Object.values(env)].some((word) => word.includes(`{${place}}`));
}

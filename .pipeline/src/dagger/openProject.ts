import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { CHECK_NAMES, CHECKS, TOOLS } from "../checks/catalog.ts";
import { DrydockError } from "../errors.ts";
import { lockNotices } from "../flow/lock.ts";
import { DEFAULT_SETTINGS, override, parseSettings } from "../flow/settings.ts";
import type { PlanInput, Run, Settings, Source } from "../model.ts";
import { cores } from "./cores.ts";
import { engineTrouble } from "./engineTrouble.ts";
import { applicationEnvironment, applicationRequirements, type ContainerContext } from "./environments.ts";
import { judgeLinks } from "./sourceLinks.ts";
import { pathInRepository } from "./sourcePath.ts";

const SETTINGS_FILE = "drydock.json";
const NAMES = [...new Set(CHECKS.flatMap(({ files }): readonly string[] => files))].filter(
  (name) => !name.startsWith("!"),
);

/** The arguments of the module's constructor, as its state keeps them between calls. */
export interface ModuleState {
  readonly source: Directory;
  readonly config: Directory;
  readonly sourcePath: string;
  readonly base: Container | undefined;
  readonly requirements: File | undefined;
  readonly repository: Directory | undefined;
  /** Said instead of the settings, where they are not empty. */
  readonly python: string | undefined;
  readonly checks: readonly string[] | undefined;
  readonly gates: readonly string[] | undefined;
  /** Nothing to check is no fault. */
  readonly allowEmpty: boolean;
}

/** All that is fixed before a check is planned. */
export interface Project {
  readonly context: ContainerContext;
  readonly input: PlanInput;
  /** Its paths are those that some check is about. */
  readonly source: Source;
  readonly python: Run["python"];
  readonly notices: readonly string[];
}

/** Reads settings, the base's Python and the source's links. Throws `misuse` or `broken` for what can't be used. */
export async function openProject(state: ModuleState): Promise<Project> {
  const { config } = state;
  const prefix = pathInRepository(state.sourcePath);
  const entries = await config.entries();
  const configFiles = entries.map((name) => name.replace(/\/$/, ""));
  const read = configFiles.includes(SETTINGS_FILE)
    ? parseSettings(await config.file(SETTINGS_FILE).contents(), SETTINGS_FILE, CHECK_NAMES)
    : DEFAULT_SETTINGS;
  const settings = override(read, state, CHECK_NAMES);
  const given = settings.ignore.length === 0 ? state.source : state.source.filter({ exclude: [...settings.ignore] });
  const image = state.base ?? dag.container().from(`python:${settings.python}-slim`);
  const base = image.withUser("root");
  const python = await versionOf(base);
  const [{ source, notices, leftOut, faults }, found, locks] = await Promise.all([
    judgeLinks(base, given),
    Promise.all(NAMES.map((name) => given.glob(`**/${name}`))),
    entries.includes("requirements/") ? config.directory("requirements").entries() : [],
  ]);
  const [requirements, ownLocks] = await Promise.all([
    applicationRequirements({ ...state, source, prefix }, settings),
    textsOf(config, locks),
  ]);
  const paths = found.flat().filter((path) => !leftOut.includes(path));
  return {
    context: {
      base,
      python,
      source,
      config,
      configFiles,
      ownLocks,
      application: requirements === undefined ? undefined : applicationEnvironment(base, requirements),
      cores: cores(),
      now: () => performance.now(),
    },
    input: {
      settings,
      application: requirements !== undefined,
      olderPython: minorOf(python) < minorOf(settings.python),
      configFiles,
    },
    source: { prefix, paths: [...paths, ...faults.keys()], faults, allowEmpty: state.allowEmpty },
    python: { wanted: settings.python, used: python },
    notices: [
      ...(minorOf(python) === minorOf(settings.python) ? [] : [otherPython(python, settings)]),
      ...lockNotices(locks),
      ...notices,
    ],
  };
}

/** The locks that stand in for those of the module. */
async function textsOf(config: Directory, names: readonly string[]): Promise<ContainerContext["ownLocks"]> {
  const locked = TOOLS.flatMap(({ name, source }) => (source.kind === "lock" ? [name] : []));
  const own = locked.filter((tool) => names.includes(`${tool}.txt`));
  const texts = await Promise.all(own.map((tool) => config.file(`requirements/${tool}.txt`).contents()));
  return Object.fromEntries(own.map((tool, index) => [tool, texts[index]]));
}

async function versionOf(base: Container): Promise<string> {
  const ask = ["python3", "-c", "import platform; print(platform.python_version())"];
  let answer: string;
  try {
    answer = (await base.withExec(ask).stdout()).trim();
  } catch (error) {
    const hint = "Name an image with Python with --base, such as python:3.13-slim, from a registry in reach.";
    throw engineTrouble("The base image did not tell its Python", error, hint);
  }
  if (/^3\.\d+/.test(answer)) return answer;
  throw new DrydockError("broken", `The base image has no Python 3: it says "${answer}".`, "Name another with --base.");
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function otherPython(used: string, { python }: Settings): string {
  return `The base image has Python ${used}, not the ${python} of the settings. Give a base with Python ${python} for the verdict of CI.`;
}

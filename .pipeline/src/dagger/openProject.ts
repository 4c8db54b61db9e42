import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { CHECK_NAMES, CHECKS, TOOLS } from "../checks/catalog.ts";
import { DrydockError } from "../errors.ts";
import { BASELINE_FILE, parseBaseline } from "../flow/baseline.ts";
import type { EarlierFinding } from "../flow/compare.ts";
import { IGNORED, ignorePatterns } from "../flow/ignore.ts";
import { covers } from "../flow/judge.ts";
import { lockNotices, refuseOldPython } from "../flow/lock.ts";
import {
  configPaths,
  describeTargets,
  foundTargets,
  isInside,
  nameOfTargets,
  resolveConfigs,
} from "../flow/project.ts";
import type { OpenProject } from "../flow/run.ts";
import { DEFAULT_SETTINGS, override, parseSettings } from "../flow/settings.ts";
import type { Settings } from "../model.ts";
import { applicationEnvironment, applicationRequirements } from "./applicationRequirements.ts";
import { cores } from "./cores.ts";
import { engineError } from "./engineError.ts";
import type { ContainerContext } from "./environments.ts";
import { type JudgedSource, judgeLinks } from "./sourceLinks.ts";
import { isSourceAtPath, pathInRepository } from "./sourcePath.ts";

const SETTINGS_FILE = "drydock.json";

/** The arguments of the module's constructor, as its state keeps them between calls. */
export interface ModuleState {
  readonly source: Directory | undefined;
  readonly config: Directory | undefined;
  readonly sourcePath: string;
  readonly configPath: string;
  readonly paths: readonly string[] | undefined;
  readonly base: Container | undefined;
  readonly requirements: File | undefined;
  readonly repository: Directory | undefined;
  /** Said instead of the settings, where they are not empty. */
  readonly python: string | undefined;
  readonly checks: readonly string[] | undefined;
  readonly gates: readonly string[] | undefined;
  /** Nothing to check is not an error. */
  readonly allowEmpty: boolean;
  /** The repository as it was, to compare with. */
  readonly since: Directory | undefined;
}

/** A repository opened for containers. */
export interface ContainerProject extends OpenProject {
  /** Whether its root is the repository, if there is one: changes are of that. */
  readonly isOfRepository: boolean;
  readonly context: ContainerContext;
  /** The config folder, and the repository as it was given. */
  readonly config: Directory | undefined;
  readonly tree: Directory;
  /** What baseline.json says; undefined if there is none. */
  readonly baseline: readonly EarlierFinding[] | undefined;
}

/**
 * Finds the root, reads settings, the base's Python and the tree's links. Throws `misuse` or `broken` for what can't be used.
 * `now`: the project of which this is an earlier state, with the same targets and requirements.
 */
export async function openProject(state: ModuleState, now?: ContainerProject): Promise<ContainerProject> {
  // What needs no other answer is asked for at once.
  const found = repositoryOf(state);
  const config = state.config ?? (await configIn((await found).root, state.configPath));
  const [{ root: repository, isOfRepository }, entries] = await Promise.all([
    found,
    config?.entries() ?? ([] as readonly string[]),
  ]);
  const given = entries.filter((name) => !name.endsWith("/"));
  const own = entries.includes("requirements/") ? config?.directory("requirements") : undefined;
  const [text, locks, baselineText] = await Promise.all([
    given.includes(SETTINGS_FILE) ? config?.file(SETTINGS_FILE).contents() : undefined,
    own?.entries() ?? [],
    given.includes(BASELINE_FILE) ? config?.file(BASELINE_FILE).contents() : undefined,
  ]);
  const read = text === undefined ? DEFAULT_SETTINGS : parseSettings(text, SETTINGS_FILE, CHECK_NAMES);
  const settings = override(read, state, CHECK_NAMES);
  refuseOldPython(settings.python, locks);
  const before = now?.input.targets.map(({ path }) => path);
  const named = now === undefined ? namedTargets(state, settings) : now.input.named ? before : undefined;
  const folder = pathInRepository(state.configPath, "--config-path");
  const baselinePath = folder === "" ? BASELINE_FILE : `${folder}/${BASELINE_FILE}`;
  const names = TOOLS.flatMap((tool) => tool.config?.name ?? []).filter((name) => given.includes(name));
  const places = new Map(names.map((name) => [name, folder === "" ? name : `${folder}/${name}`]));
  // No tool reads the baseline.
  const ignore = [
    ...ignorePatterns(settings.ignore, named ?? ["src"]),
    ...(baselineText === undefined ? [] : [baselinePath]),
  ];
  const kept = ignore.length === 0 ? repository : repository.filter({ exclude: ignore });
  const whole = withConfigs(kept, config, places).withNewDirectory(".git");
  const image = `python:${settings.python}-slim`;
  const base = (state.base ?? dag.container().from(image)).withUser("root");
  const [python, listed, requirements, ownLocks] = await Promise.all([
    versionOf(base, state.base === undefined ? image : "given with --base"),
    whole.glob("**/*"),
    now === undefined ? applicationRequirements({ requirements: state.requirements, repository }, settings) : undefined,
    locksOf(own, locks),
  ]);
  const targets = before ?? named ?? foundTargets(listed, ".");
  if (state.source === undefined && !state.allowEmpty) requireTargets(targets, listed);
  const isChecked = (path: string) => isInside(path, targets);
  const judging = judgeLinks(base, whole, isChecked);
  const inTree = configPaths(targets).filter((path) => listed.includes(path));
  const texts = textsOf(whole, [...new Set([...inTree, ...places.values()])], judging);
  const [judged, configTexts] = await Promise.all([judging, texts]);
  const { faults } = judged;
  const paths = listed.filter((path) => !judged.leftOut.includes(path));
  return {
    isOfRepository,
    ...{ config, tree: repository },
    baseline: baselineText === undefined ? undefined : parseBaseline(baselineText, baselinePath),
    context: {
      base,
      python,
      root: judged.source,
      paths,
      configText: (path) => configTexts.get(path),
      ownLocks,
      application: requirements === undefined ? now?.context.application : applicationEnvironment(base, requirements),
      cores: cores(),
      now: () => performance.now(),
    },
    input: {
      settings,
      application: requirements !== undefined || now?.input.application === true,
      olderPython: minorOf(python) < minorOf(settings.python),
      targets: describeTargets(targets, [...paths, ...faults.keys()]),
      named: now?.input.named ?? named !== undefined,
      configs: resolveConfigs({ given, folder, targets, text: (path) => configTexts.get(path) }),
    },
    source: {
      prefix: "",
      name: nameOfTargets(targets),
      paths: [...paths, ...faults.keys()].filter(
        (path) => isChecked(path) && CHECKS.some((spec) => covers(spec, path)),
      ),
      tree: paths,
      faults,
      allowEmpty: state.allowEmpty,
    },
    python: { wanted: settings.python, used: python },
    notices: [
      ...(minorOf(python) === minorOf(settings.python) ? [] : [otherPython(python, settings)]),
      ...lockNotices(locks),
      ...judged.notices,
    ],
  };
}

/**
 * The root: the repository, if the source is in it at its path. A module from elsewhere finds its own repository
 * and not the user's; then there is nothing but the source.
 */
async function repositoryOf({ source, repository, sourcePath }: ModuleState) {
  const prefix = pathInRepository(sourcePath, "--source-path");
  // Compared before .gitignore files count: those above the source are not in it.
  const isOwn =
    repository !== undefined && (source === undefined || (await isSourceAtPath(source, repository, prefix)));
  if (isOwn) return { root: repository.filter({ gitignore: true }), isOfRepository: true };
  const isOfRepository = repository === undefined;
  if (source === undefined) return { root: dag.directory(), isOfRepository };
  const alone = source.filter({ exclude: [...IGNORED], gitignore: true });
  return { root: prefix === "" ? alone : dag.directory().withDirectory(prefix, alone), isOfRepository };
}

/** The config folder of the repository at its path; undefined if there is none. */
async function configIn(repository: Directory, configPath: string): Promise<Directory | undefined> {
  const path = pathInRepository(configPath, "--config-path");
  if (path === "") return repository;
  return (await repository.exists(path)) ? repository.directory(path) : undefined;
}

/** Each config in its own place in the tree, so that what it says of paths means what it means there. */
function withConfigs(
  repository: Directory,
  config: Directory | undefined,
  places: ReadonlyMap<string, string>,
): Directory {
  if (config === undefined) return repository;
  return [...places].reduce((tree, [name, path]) => tree.withFile(path, config.file(name)), repository);
}

/** What the user named: paths, a source, or those of the settings; undefined if nothing was named. */
function namedTargets({ paths, source, sourcePath }: ModuleState, settings: Settings): readonly string[] | undefined {
  const asked = (paths?.length ? paths : undefined)?.map((path) => pathInRepository(path, "--paths") || ".");
  if (asked !== undefined) return asked;
  if (source !== undefined) return [pathInRepository(sourcePath, "--source-path") || "."];
  return settings.source;
}

/** Throws `misuse` for a target that is not in the tree. */
function requireTargets(targets: readonly string[], listed: readonly string[]): void {
  const isThere = (target: string) =>
    target === "." || listed.some((path) => path === target || path.startsWith(`${target}/`));
  const gone = targets.find((target) => !isThere(target));
  if (gone === undefined) return;
  const message = `There is no file or folder "${gone}" in the repository, or its .gitignore files leave it out.`;
  throw new DrydockError("misuse", message, "Name files or folders by their paths from the repository's root.");
}

/** The texts of these files, without links that the tools will not see: such a one may lead nowhere. */
async function textsOf(tree: Directory, paths: readonly string[], judging: Promise<JudgedSource>) {
  const texts = paths.map(async (path) => {
    const text = tree.file(path).contents();
    text.catch(() => {});
    return (await judging).leftOut.includes(path) ? [] : [[path, await text] as const];
  });
  return new Map((await Promise.all(texts)).flat());
}

/** The locks that replace those of the module. */
async function locksOf(folder: Directory | undefined, names: readonly string[]): Promise<ContainerContext["ownLocks"]> {
  if (folder === undefined) return {};
  const locked = TOOLS.flatMap(({ name, source }) => (source.kind === "lock" ? [name] : []));
  const own = locked.filter((tool) => names.includes(`${tool}.txt`));
  const texts = await Promise.all(own.map((tool) => folder.file(`${tool}.txt`).contents()));
  return Object.fromEntries(own.map((tool, index) => [tool, texts[index]]));
}

async function versionOf(base: Container, name: string): Promise<string> {
  const ask = ["python3", "-c", "import platform; print(platform.python_version())"];
  let answer: string;
  try {
    answer = (await base.withExec(ask).stdout()).trim();
  } catch (error) {
    const hint = "Name an image with Python with --base, such as python:3.13-slim, from a registry in reach.";
    throw engineError(`The base image ${name} could not be used`, error, hint);
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

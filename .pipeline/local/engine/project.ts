import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CHECK_NAMES } from "../../src/checks/catalog.ts";
import type { PlanInput } from "../../src/checks/rows.ts";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { BASELINE_FILE } from "../../src/flow/baseline.ts";
import { IGNORED, ignorePatterns } from "../../src/flow/ignore.ts";
import { describeTargets, foundTargets, isInside, resolveConfigs } from "../../src/flow/project.ts";
import { DEFAULT_SETTINGS, override, parseSettings } from "../../src/flow/settings.ts";
import type { Settings } from "../../src/model.ts";
import { cachePatterns } from "../cache/cacheFolder.ts";
import { gitList } from "../files/gitList.ts";
import { patternsFor } from "../files/ignoreMatcher.ts";
import { listTree, type Walk } from "../files/listTree.ts";
import { isWithin } from "../files/paths.ts";
import { existingRequirements } from "../python/requirementsChoice.ts";
import { checkoutOf, isFolder, rootOf } from "./root.ts";

export const SETTINGS_FILE = "drydock.json";
/** Where the config folder is if nobody names one. */
export const CONFIG = ".config";

/** Where things are, as the user named them; relative to `cwd`. */
export interface ProjectRequest {
  readonly cwd: string;
  /** Files and folders to check; none: those of the settings, or what is found. */
  readonly source: readonly string[];
  /** Undefined: `.config` here or at the root, if there is one. */
  readonly config?: string;
  readonly requirements?: string;
  readonly python?: string;
  readonly checks?: readonly string[];
  readonly gate?: readonly string[];
  /** Files that the run will write: they are not part of what it checks, wherever they are. */
  readonly outputs?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** A repository as it is, with what is checked in it and by which configs. Folders are absolute paths. */
export interface Project extends Pick<PlanInput, "targets" | "named" | "configs"> {
  readonly id: string;
  /** Where tools run, in a copy; findings are relative to it. */
  readonly root: string;
  /** The config folder; undefined if there is none. */
  readonly config: string | undefined;
  /** The config folder as the user called it, for messages. */
  readonly configName: string;
  readonly settings: Settings;
  /** Who chose the wanted Python. */
  readonly pythonBy: "option" | "settings" | "default";
  /** Absolute path of the file, with the extras and groups chosen from it. */
  readonly requirements?: string;
  /** The repository that the requirements belong to, if that is not the root. */
  readonly repository?: string;
  /** Whether git was asked what is in the tree, or `.gitignore` files were read. */
  readonly listedBy: "git" | "gitignore";
  /** Lists the tree of another state of the repository, of which git knows these paths. */
  readonly listAt: (root: string, paths: readonly string[]) => Promise<Walk>;
  /** Lists what is in the tree, as it is now. */
  readonly list: () => Promise<Walk>;
  /** What was listed when the project was opened. */
  readonly listing: Walk;
  readonly notices: readonly string[];
}

/** Finds the root, reads the settings, lists the tree. Throws `misuse` for a folder or file that does not exist. */
export async function openProject(request: ProjectRequest): Promise<Project> {
  const { cwd, env, signal, python, checks, gate: gates } = request;
  const here = realpathSync(cwd);
  const given = request.source.map((path) => existing(cwd, path));
  const root = rootOf(here, given);
  const config = configFolderOf(request, here, root);
  const configName = request.config ?? (config === undefined ? CONFIG : relative(here, config) || ".");
  const text = config === undefined ? undefined : settingsText(config, join(configName, SETTINGS_FILE));
  const read =
    text === undefined ? DEFAULT_SETTINGS : parseSettings(text, join(configName, SETTINGS_FILE), CHECK_NAMES);
  const chosen = override(read, { python, checks, gates }, CHECK_NAMES);
  const own = text !== undefined && "python" in JSON.parse(text.replace(/^\ufeff/, "")) ? "settings" : "default";
  const named = given.length > 0 ? given : (chosen.source ?? []).map((path) => existing(root, path, "settings"));
  const base = isWithin(here, root) ? pathIn(root, here) : ".";
  const requirements = requirementsFile(request, root, chosen);
  const isCheckout = existsSync(join(root, ".git"));
  const notices: string[] = [];
  const list = async (ignore: readonly string[]): Promise<Walk> => {
    const git = isCheckout ? await gitList(root, env, signal) : { problem: "" };
    if ("problem" in git && isCheckout && notices.length === 0) notices.push(withoutGit(git.problem));
    const choice = "paths" in git ? { ignore, git: git.paths } : { ignore, gitignore: true };
    return listTree(root, choice, signal);
  };
  const always = [...IGNORED, ...cachePatterns(root, env), ...outputsIn(root, request, config)];
  const paths = [...new Set(named.map((path) => pathIn(root, path)))];
  const early = paths.length > 0 ? paths : undefined;
  // The same for each listing, and as in the module, which does not know yet what will be found.
  const ignored = [...always, ...ignorePatterns(chosen.ignore, early ?? [base, join(base, "src")])];
  const listing = await list(ignored);
  const targets = early ?? foundTargets(listing.files, base);
  const isListed = (path: string) => listing.files.has(path) || listing.links.has(path);
  const configFiles = config === undefined ? [] : readdirSync(config);
  return {
    id: createHash("sha256").update(root).digest("hex").slice(0, 16),
    root,
    config,
    configName,
    settings: chosen,
    pythonBy: python === undefined ? own : "option",
    listedBy: isCheckout && notices.length === 0 ? "git" : "gitignore",
    ...(requirements === undefined ? {} : { requirements }),
    targets: describeTargets(targets, [...listing.files, ...listing.links.keys(), ...listing.odd], (path) =>
      pathIn(root, realpathSync(join(root, path))),
    ),
    named: early !== undefined,
    configs: resolveConfigs({
      given: configFiles,
      folder: config !== undefined && isWithin(config, root) ? pathIn(root, config) : undefined,
      targets,
      text: (path) => (isListed(path) ? textOf(join(root, path)) : undefined),
    }),
    listAt: (other, known) => listTree(other, { ignore: ignored, git: known }, signal),
    list: () => list(ignored),
    listing,
    notices,
  };
}

/** The config folder, which need not exist yet, and its settings: for verbs that need no tree. */
export function findConfig({ cwd, config, python }: Pick<ProjectRequest, "cwd" | "config" | "python">) {
  const here = realpathSync(cwd);
  const root = rootOf(here, []);
  const given = config === undefined ? {} : { config };
  const isNew = config !== undefined && !existsSync(resolve(cwd, config));
  const found = isNew ? undefined : configFolderOf({ cwd, ...given, source: [], env: {} }, here, root);
  const folder = found ?? resolve(cwd, config ?? join(root, CONFIG));
  if (config === undefined && !isWithin(folder, root)) {
    const message = `The config folder ${CONFIG} is a link that leads out of the repository.`;
    throw new DrydockError("misuse", message, "Name the folder itself with --config.");
  }
  const name = config ?? relative(here, folder);
  const shown = join(name, SETTINGS_FILE);
  const text = found === undefined ? undefined : settingsText(found, shown);
  const read = text === undefined ? DEFAULT_SETTINGS : parseSettings(text, shown, CHECK_NAMES);
  return { folder, name, settings: override(read, { python }, CHECK_NAMES) };
}

/** Whether a file of the tree is one of the targets, or below one. */
export function isChecked({ targets }: Pick<Project, "targets">): (path: string) => boolean {
  const paths = targets.map(({ path }) => path);
  return (path) => isInside(path, paths);
}

function withoutGit(problem: string): string {
  return `Git could not list the checkout (${problem}), so its .gitignore files were read instead. A file that is tracked and ignored is left out.`;
}

/** A path from the root, with `/`; `.` for the root. */
function pathIn(root: string, path: string): string {
  return relative(root, path).split(sep).join("/") || ".";
}

/** The files that the run writes, and the baseline, which no tool reads, as patterns that match nothing else. */
function outputsIn(root: string, { cwd, outputs = [] }: ProjectRequest, config: string | undefined): readonly string[] {
  const own = config === undefined ? [] : [join(config, BASELINE_FILE)];
  return [...outputs, ...own].flatMap((path) => patternsFor(root, resolve(cwd, path)));
}

/** The path as the user called it: a link in the repository is kept if it is still one in a copy. */
function existing(cwd: string, path: string, by: "words" | "settings" = "words"): string {
  const absolute = resolve(cwd, path);
  if (existsSync(absolute)) {
    const called = join(realpathSync(dirname(absolute)), basename(absolute));
    const real = realpathSync(absolute);
    if (!lstatSync(called).isSymbolicLink()) return called;
    const root = checkoutOf(called) ?? realpathSync(cwd);
    const isOne = isWithin(called, root) && isWithin(real, root) && !isAbsolute(readlinkSync(called));
    return isOne ? called : real;
  }
  const where = by === "words" ? "" : `, which "source" in ${SETTINGS_FILE} names`;
  const hint = by === "words" ? "Name files or folders of Python code." : `Correct "source" in ${SETTINGS_FILE}.`;
  throw new DrydockError("misuse", `There is no file or folder "${path}"${where}.`, hint);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The folder that the user names, or `.config` here, or at the root. */
function configFolderOf({ cwd, config }: ProjectRequest, here: string, root: string): string | undefined {
  if (config === undefined) {
    const found = [here, root].map((folder) => join(folder, CONFIG)).find((path) => isFolder(path));
    return found === undefined ? undefined : realpathSync(found);
  }
  const absolute = resolve(cwd, config);
  if (isFolder(absolute)) return realpathSync(absolute);
  const state = existsSync(absolute) ? "is not a folder" : "does not exist";
  const hint = "Name the folder of the tools' config files and drydock.json with --config, or leave it out.";
  throw new DrydockError("misuse", `There is no config folder: "${config}" ${state}.`, hint);
}

/** Undefined if there are no settings. */
function settingsText(config: string, shown: string): string | undefined {
  const file = join(config, SETTINGS_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const hint = "Make it readable, or remove it.";
    throw new DrydockError("misuse", `${shown} can't be read: ${causeOf(error)}.`, hint, error);
  }
}

function requirementsFile({ requirements, cwd }: ProjectRequest, root: string, settings: Settings): string | undefined {
  if (requirements !== undefined)
    return existingRequirements({ words: requirements, folder: cwd, by: "--requirements" });
  if (settings.requirements === undefined) return undefined;
  const by = `"requirements" in ${SETTINGS_FILE}`;
  return existingRequirements({ words: settings.requirements, folder: root, by, within: root });
}

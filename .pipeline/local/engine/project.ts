import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { CHECK_NAMES } from "../../src/checks/catalog.ts";
import { causeOf, DrydockError } from "../../src/errors.ts";
import { DEFAULT_SETTINGS, override, parseSettings } from "../../src/flow/settings.ts";
import type { Settings } from "../../src/model.ts";
import { patternsFor } from "../files/ignoreMatcher.ts";
import { isWithin } from "../files/paths.ts";

const SETTINGS_FILE = "drydock.json";

/** Where things are, as the user named them; relative to `cwd`. */
export interface ProjectRequest {
  readonly cwd: string;
  readonly source: string;
  readonly config: string;
  readonly requirements?: string;
  readonly python?: string;
  readonly checks?: readonly string[];
  readonly gate?: readonly string[];
  /** Files that the run will write: they are no part of what it checks, wherever they are. */
  readonly outputs?: readonly string[];
}

/** A source and a config folder that exist, with the settings read. Paths are absolute. */
export interface Project {
  readonly id: string;
  readonly source: string;
  readonly config: string;
  /** The config folder as the user called it, for messages. */
  readonly configName: string;
  /** The repository that findings are relative to, and the source's path in it (empty: the source is the repository). */
  readonly repository: string;
  readonly prefix: string;
  readonly settings: Settings;
  readonly requirements?: string;
  /** Names of the files in the config folder. */
  readonly configFiles: readonly string[];
}

/** Reads the settings and finds the repository. Throws `misuse` for a folder or file that is not there. */
export function openProject(request: ProjectRequest): Project {
  const source = folder(request.cwd, request.source, "source", "--source");
  const config = folder(request.cwd, request.config, "config", "--config");
  const repository = repositoryOf(source, request.cwd);
  const { python, checks, gate: gates } = request;
  const read = readSettings(config, join(request.config, SETTINGS_FILE));
  const settings = override(read, { python, checks, gates }, CHECK_NAMES);
  const requirements = requirementsFile(request, repository, settings);
  return {
    id: createHash("sha256").update(`${source}\0${config}`).digest("hex").slice(0, 16),
    source,
    config,
    configName: request.config,
    repository,
    prefix: relative(repository, source).split(sep).join("/"),
    settings: { ...settings, ignore: [...settings.ignore, ...outputsIn(source, request)] },
    ...(requirements === undefined ? {} : { requirements }),
    configFiles: readdirSync(config),
  };
}

/** The files that the run writes into the source, as patterns that match nothing else. */
function outputsIn(source: string, { cwd, outputs = [] }: ProjectRequest): readonly string[] {
  return outputs.flatMap((path) => patternsFor(source, resolve(cwd, path)));
}

function folder(cwd: string, path: string, what: string, option: string): string {
  const absolute = resolve(cwd, path);
  if (existsSync(absolute) && statSync(absolute).isDirectory()) return realpathSync(absolute);
  const state = existsSync(absolute) ? "is not a folder" : "does not exist";
  const hint =
    what === "config"
      ? `Name the folder of the tools' config files with ${option}; Drydock's own in the package's .config folder are a start.`
      : `Name the folder of the Python code with ${option}.`;
  throw new DrydockError("misuse", `There is no ${what} folder: "${path}" ${state}.`, hint);
}

/** The folder above the source that holds `.git`; else the current folder when the source is in it, else its parent. */
function repositoryOf(source: string, cwd: string): string {
  for (let at = source; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) break;
  }
  const here = realpathSync(cwd);
  return isWithin(source, here) ? here : dirname(source);
}

function readSettings(config: string, shown: string): Settings {
  const file = join(config, SETTINGS_FILE);
  if (!existsSync(file)) return DEFAULT_SETTINGS;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new DrydockError(
      "misuse",
      `${shown} can't be read: ${causeOf(error)}.`,
      "Make it readable, or remove it.",
      error,
    );
  }
  return parseSettings(text, shown, CHECK_NAMES);
}

function requirementsFile(request: ProjectRequest, repository: string, settings: Settings): string | undefined {
  const named = request.requirements === undefined ? settings.requirements : request.requirements;
  if (named === undefined) return undefined;
  const file = request.requirements === undefined ? join(repository, named) : resolve(request.cwd, named);
  if (existsSync(file) && statSync(file).isFile()) {
    // What the repository names is the repository's; the user may name any file.
    if (request.requirements === undefined && !isWithin(realpathSync(file), repository)) {
      const message = `The requirements file "${named}", which ${SETTINGS_FILE} names, is a link that leads out of the repository.`;
      throw new DrydockError("misuse", message, "Put the file itself there, or name it with --requirements.");
    }
    return file;
  }
  const where = request.requirements === undefined ? `"requirements" in ${SETTINGS_FILE}` : "--requirements";
  throw new DrydockError(
    "misuse",
    `There is no requirements file "${named}", which ${where} names.`,
    `Add ${basename(named)}, or correct ${where}.`,
  );
}

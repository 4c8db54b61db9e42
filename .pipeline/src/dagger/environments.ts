import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { toolSpec } from "../checks/catalog.ts";
import { DrydockError } from "../errors.ts";
import { readLock } from "../flow/lock.ts";
import type { Settings, Tool } from "../model.ts";
import { SHIPPED_TEXTS } from "./shippedTexts.ts";

/** What the container engine asks of the module around it. */
export interface ContainerContext {
  /** An image with Python, pip and venv; its user is root. */
  readonly base: Container;
  /** Full version of the base's Python. */
  readonly python: string;
  /** The tree: the repository without what is ignored, each given config in its place. */
  readonly root: Directory;
  /** Paths of the files in it. */
  readonly paths: readonly string[];
  /** Text of a config by its path from the root; undefined where there is none. */
  readonly configText: (path: string) => string | undefined;
  /** Texts of the locks in its `requirements`, as they stand there. */
  readonly ownLocks: Readonly<Partial<Record<Tool, string>>>;
  /** The environment of the application's own dependencies; undefined when the user named none. */
  readonly application: Directory | undefined;
  readonly cores: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

/** A requirements file with the folder of the files it may include. */
export interface Requirements {
  readonly folder: Directory;
  /** Relative to the folder. */
  readonly path: string;
}

/** The tool's image, or the base with the tool in an environment of its own: only a new lock, or another base, rebuilds it. */
export function toolContainer(context: ContainerContext, tool: Tool): Container {
  const source = toolSpec(tool).source;
  if (source.kind === "image") return dag.container().from(source.image).withUser("root");
  const lock = `${toolFolder(tool)}.txt`;
  const prepared = context.base.withMountedFile(lock, lockOf(context, tool));
  return install(prepared, toolFolder(tool), ["--require-hashes", "--only-binary", ":all:", "-r", lock]).withoutMount(
    lock,
  );
}

/** The environment of the application. pip demands hashes by itself when the file has any. */
export function applicationEnvironment(base: Container, { folder, path }: Requirements): Directory {
  const file = `${PLACES.requirements}/${path}`;
  const prepared = base
    .withMountedDirectory(PLACES.requirements, folder)
    .withWorkdir(file.slice(0, file.lastIndexOf("/")));
  return install(prepared, PLACES.application, ["-r", file]).directory(PLACES.application);
}

/** Without a pip of its own, so that the environment holds what was asked for and nothing else. */
function install(prepared: Container, folder: string, what: readonly string[]): Container {
  const pip = ["python3", "-m", "pip", "--python", `${folder}/bin/python`];
  const options = ["--cache-dir", PLACES.pipCache, "--disable-pip-version-check", "--no-input", "--quiet"];
  return prepared
    .withMountedCache(PLACES.pipCache, dag.cacheVolume("python_pip"))
    .withExec(["python3", "-m", "venv", "--without-pip", folder])
    .withExec([...pip, "install", ...options, "--root-user-action", "ignore", ...what])
    .withoutMount(PLACES.pipCache);
}

/** Of a lock what was understood, never the file itself. Throws `broken` for one of the config folder that can't be used. */
function lockOf({ ownLocks }: ContainerContext, tool: Tool): File {
  const path = `requirements/${tool}.txt`;
  return textFile("lock.txt", readLock(tool, path, ownLocks[tool] ?? shippedText(path)).text);
}

/** The container with a script of Drydock's in its place, and no other: what is written so stands in the engine's log. */
export function withScript(container: Container, name: string): Container {
  return container.withMountedFile(`${PLACES.scripts}/${name}`, textFile(name, shippedText(`python/${name}`)));
}

/** The same text is the same file in every session. */
function textFile(name: string, text: string): File {
  return dag.directory().withNewFile(name, text).file(name);
}

function shippedText(path: string): string {
  const text = SHIPPED_TEXTS[path];
  if (text === undefined) throw new RangeError(`There is no ${path} in the module: run \`npm run embed\`.`);
  return text;
}

/** Where things are in a container. */
export const PLACES = {
  root: "/app",
  application: "/opt/drydock/application",
  requirements: "/opt/drydock/requirements",
  scripts: "/opt/drydock/scripts",
  home: "/tmp/home",
  pipCache: "/tmp/pip",
} as const;

/** A tool's environment: it and what its lock names, nothing else. */
export function toolFolder(tool: Tool): string {
  return `/opt/drydock/${tool}`;
}

/** A tool's own cache folder, and the name of its volume. */
export function cacheOf(tool: Tool): { readonly path: string; readonly volume: string } {
  return { path: `/tmp/${tool}`, volume: `python_${tool}` };
}

/** Where the packages of an environment stand; `python` is a full version. */
export function siteOf(environment: string, python: string): string {
  return `${environment}/lib/python${python.split(".").slice(0, 2).join(".")}/site-packages`;
}

/** Files that a requirements file may include; code is left out, so that editing it reinstalls nothing. */
const REQUIREMENT_FILES = ["**/*.txt", "**/*.in", "**/*.toml", "**/*.whl"];

/** A line that is a project's folder, or a link to one. Wheels reach the container. */
const LOCAL_PROJECT =
  /^[ \t]*((?:-e|--editable)(?:[ \t=]+|(?=\.))(?![a-z+]+:\/\/)[^\n#]*|\.{1,2}(?:\/(?![^\n]*\.whl)[^\n#]*|\[[^\n#]*)?)[ \t]*(?:[#;][^\n]*)?\r?$/m;

/** A line that no requirements file has: pyproject.toml or the lock of a tool. */
const TABLE = /^[ \t]*\[/m;

function notLines(subject: string): DrydockError {
  return new DrydockError(
    "misuse",
    `${subject} not a requirements file of pip's, which is what containers install from.`,
    "Check with the local engine, which takes pyproject.toml and uv.lock too, or write a requirements file, as in: " +
      "uv export --no-emit-project --output-file requirements.txt",
  );
}

interface Given {
  /** What the user handed over; it goes before the settings. */
  readonly requirements: File | undefined;
  /** The repository, or what there is of it. */
  readonly repository: Directory;
}

/** The application's requirements: the user's file, else what the settings name; undefined when there are none. */
export async function applicationRequirements(given: Given, settings: Settings): Promise<Requirements | undefined> {
  if (given.requirements !== undefined) {
    await refuseLocal(given.requirements);
    return { folder: dag.directory().withFile("requirements.txt", given.requirements), path: "requirements.txt" };
  }
  const named = settings.requirements?.replace(/^(\.\/)+/, "");
  if (named === undefined) return undefined;
  if (/(?:\.toml|\.lock|\])$/.test(named)) throw notLines(`The settings' requirements "${named}" are`);
  if (await given.repository.exists(named)) {
    await refuseLocal(given.repository.file(named));
    return { folder: given.repository.filter({ include: REQUIREMENT_FILES }), path: named };
  }
  throw new DrydockError(
    "misuse",
    `The settings name the requirements file "${named}", which does not reach the container.`,
    `Hand it over with --requirements ${named}, or correct "requirements" in drydock.json.`,
  );
}

/** pip would install a project of which only its settings are there, as an empty one. */
async function refuseLocal(requirements: File): Promise<void> {
  const text = await requirements.contents();
  if (TABLE.test(text)) throw notLines("The requirements are");
  const line = LOCAL_PROJECT.exec(text)?.[1]?.trim();
  if (line === undefined) return;
  throw new DrydockError(
    "misuse",
    `The requirements name the local project "${line}", whose code does not reach the container.`,
    "Check with the local engine, or name the project's dependencies or a wheel of it.",
  );
}

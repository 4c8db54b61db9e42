import { type Container, type Directory, dag, type File } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import {
  exportWords,
  partWords,
  type RequirementsChoice,
  refuseForeignLock,
  requirementsChoice,
} from "../flow/requirementsChoice.ts";
import type { Settings } from "../model.ts";
import { engineError } from "./engineError.ts";
import { install, uvCommand, venv, withUv } from "./environments.ts";
import { PLACES } from "./places.ts";

/** A requirements file, or what uv reads, with the folder of the files it may include. */
interface Requirements {
  readonly folder: Directory;
  /** Relative to the folder. */
  readonly path: string;
  /** Of uv.lock and pyproject.toml. */
  readonly choice?: RequirementsChoice;
}

interface Given {
  /** What the user handed over; it takes precedence over the settings. */
  readonly requirements: File | undefined;
  /** The repository, or the part of it that reached the engine. */
  readonly repository: Directory;
}

/** Files that a requirements file may include; code is left out, so that editing it reinstalls nothing. */
const REQUIREMENT_FILES = ["**/*.txt", "**/*.in", "**/*.toml", "**/*.whl"];
/** What uv reads of a project and of those in its workspace, and the wheels that it may name. */
const PROJECT_FILES = ["**/pyproject.toml", "**/uv.lock", "**/*.whl"];

/** The application's requirements: the user's file, or what the settings name; undefined if there are none. */
export async function applicationRequirements(given: Given, settings: Settings): Promise<Requirements | undefined> {
  if (given.requirements !== undefined) return handedOver(given.requirements);
  const words = settings.requirements?.replace(/^(\.\/)+/, "");
  if (words === undefined) return undefined;
  const choice = requirementsChoice(words);
  refuseForeignLock(choice.file, () => false);
  if (!(await given.repository.exists(choice.file))) {
    throw new DrydockError(
      "misuse",
      `The settings name the requirements file "${choice.file}", which does not reach the container.`,
      `Hand it over with --requirements ${choice.file}, or correct "requirements" in drydock.json.`,
    );
  }
  const name = choice.file.slice(choice.file.lastIndexOf("/") + 1);
  if (name === "uv.lock" || name === "pyproject.toml") {
    return { folder: given.repository.filter({ include: PROJECT_FILES }), path: choice.file, choice };
  }
  const file = given.repository.file(choice.file);
  refuseOther(choice.file, await file.contents());
  return { folder: given.repository.filter({ include: REQUIREMENT_FILES }), path: choice.file };
}

/** A file comes without its neighbours: a lock would need the pyproject.toml next to it. */
async function handedOver(file: File): Promise<Requirements> {
  const text = await file.contents();
  if (/^[ \t]*\[(?:project|dependency-groups|build-system)\]/m.test(text)) {
    const choice = requirementsChoice(DESCRIPTION);
    return { folder: dag.directory().withFile(choice.file, file), path: choice.file, choice };
  }
  refuseOther("The requirements file", text);
  return { folder: dag.directory().withFile("requirements.txt", file), path: "requirements.txt" };
}

/** The environment of the application, created once, and only if a check needs it. */
export function applicationEnvironment(base: Container, requirements: Requirements): () => Promise<Directory> {
  let made: Promise<Directory> | undefined;
  return () => {
    made ??= environmentOf(base, requirements);
    return made;
  };
}

/** pip demands hashes by itself if the file has any. */
async function environmentOf(base: Container, { folder, path, choice }: Requirements): Promise<Directory> {
  const file = `${PLACES.requirements}/${path}`;
  const cwd = file.slice(0, file.lastIndexOf("/"));
  if (choice === undefined) {
    const prepared = base.withMountedDirectory(PLACES.requirements, folder).withWorkdir(cwd);
    return install(prepared, PLACES.application, ["-r", file]).directory(PLACES.application);
  }
  const prepared = withUv(base).withDirectory(PLACES.requirements, folder).withWorkdir(cwd);
  const isLock = path.endsWith("uv.lock");
  const parts = isLock ? [] : projectWords(choice, await folder.file(path).contents());
  const lines = `${cwd}/drydock-requirements.txt`;
  const command = isLock
    ? exportWords(choice, "python3")
    : ["pip", "compile", "--quiet", "--no-header", "--no-annotate", ...parts];
  const written = prepared.withExec(uvCommand([...command, "--output-file", lines]));
  let text: string;
  try {
    text = await written.file(lines).contents();
  } catch (error) {
    const hint = `Check that "uv ${command.slice(0, 2).join(" ")}" works there, and that the package index can be reached.`;
    throw engineError(`uv could not read ${path}`, error, hint);
  }
  refuseLocal(localLine(text));
  const words = ["pip", "install", "--quiet", "--python", `${PLACES.application}/bin/python`, "--link-mode", "copy"];
  const what = isLock ? ["-r", lines] : parts[0] === DESCRIPTION ? ["-r", ...parts] : parts;
  const installed = written.withExec(venv(PLACES.application)).withExec(uvCommand([...words, ...what]));
  return installed.directory(PLACES.application);
}

const DESCRIPTION = "pyproject.toml";

/** The arguments for what a pyproject.toml asks for. Throws `misuse` if uv would have to build the project to know that. */
function projectWords(choice: RequirementsChoice, text: string): readonly string[] {
  const project = /^[ \t]*\[project\]/m.test(text);
  const dynamic = /^[ \t]*dynamic[ \t]*=[ \t]*\[[^\]]*["'](?:optional-)?dependencies["']/m.test(text);
  if (!dynamic && (project || choice.groups.length > 0)) {
    return [...(project ? [DESCRIPTION] : []), ...partWords(choice, DESCRIPTION)];
  }
  const message = `${choice.file} leaves the dependencies to its build backend, and the code to build does not reach the container.`;
  throw new DrydockError("misuse", message, OTHER_WAYS);
}

const OTHER_WAYS = "Check with the local engine, or name the project's dependencies or a wheel of it.";

/** A line of a requirements file that is a project's folder, or a link to one. Wheels reach the container. */
const LOCAL_PROJECT =
  /^[ \t]*((?:-e|--editable)(?:[ \t=]+|(?=\.))(?![a-z+]+:\/\/)[^\n#]*|\.{1,2}(?:\/(?![^\n]*\.whl)[^\n#]*|\[[^\n#]*)?)[ \t]*(?:[#;][^\n]*)?\r?$/m;

/** A line that no requirements file has: the lock of a tool, or settings. */
const TABLE = /^[ \t]*\[/m;

/** Throws `misuse` for what is not a requirements file, and for one that names a local project, which pip would install empty. */
function refuseOther(file: string, text: string): void {
  if (TABLE.test(text)) {
    throw new DrydockError(
      "misuse",
      `${file} is not a requirements file of pip's.`,
      'Name uv.lock or pyproject.toml in drydock.json, as in: "requirements": "uv.lock"; or write a requirements file, ' +
        "as in: uv export --no-emit-project --output-file requirements.txt",
    );
  }
  refuseLocal(LOCAL_PROJECT.exec(text)?.[1]?.trim());
}

/** Of the lines that uv writes, the first that is neither a pinned package, nor an address, nor a wheel that reaches the container. */
function localLine(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => /^(?!#|--)\S/.test(line));
  return lines.find((line) => !/==|@ (?:https?|git\+\w+):|\.whl\b/.test(line) || line.startsWith("-e "))?.trim();
}

function refuseLocal(line: string | undefined): void {
  if (line === undefined) return;
  throw new DrydockError(
    "misuse",
    `The requirements name the local project "${line}", whose code does not reach the container.`,
    OTHER_WAYS,
  );
}

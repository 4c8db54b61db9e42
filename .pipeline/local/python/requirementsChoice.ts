import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { isWithin } from "../files/paths.ts";
import { readToml, tableAt } from "./requirements.ts";

/** A file that says what an application needs, and which parts of it: `pyproject.toml[postgres,group:dev]`. */
interface RequirementsChoice {
  readonly file: string;
  readonly extras: readonly string[];
  /** Dependency groups. */
  readonly groups: readonly string[];
}

/** Who named the file, and from where. */
interface Given {
  readonly words: string;
  /** Folder that a relative path counts from. */
  readonly folder: string;
  /** What a message calls the place. */
  readonly by: string;
  /** What the file must be in. */
  readonly within?: string;
}

const PARTS = /^(.*\/)?((?:pyproject\.toml|uv\.lock))\[([^\]/]*)\]$/;
const PART = /^(?:(group):)?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)$/;

/** Reads such words. Throws `misuse` for a part that can't be the name of any. */
export function requirementsChoice(words: string): RequirementsChoice {
  const [, folder = "", name, list = ""] = PARTS.exec(words) ?? [];
  if (name === undefined) return { file: words, extras: [], groups: [] };
  const parts = list.split(",").map((part) => PART.exec(part.trim().replace(/^group:\s+/, "group:")));
  if (!parts.every((part) => part !== null)) {
    const hint = `Write extras and groups as in: "${name}[postgres,group:dev]".`;
    throw new DrydockError("misuse", `The requirements "${words}" can't be understood.`, hint);
  }
  const of = (kind: string | undefined) => parts.filter(([, own]) => own === kind).map(([, , part = ""]) => part);
  return { file: folder + name, extras: of(undefined), groups: of("group") };
}

/** The words with the absolute path of the file. Throws `misuse` where it is not there, can't be used, or lacks a part. */
export function existingRequirements({ words, folder, by, within }: Given): string {
  const choice = requirementsChoice(words);
  const file = resolve(folder, choice.file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    const hint = `Add ${basename(choice.file)}, or correct ${by}.`;
    throw new DrydockError("misuse", `There is no requirements file "${choice.file}", which ${by} names.`, hint);
  }
  // What the repository names is the repository's; the user may name any file.
  if (within !== undefined && !isWithin(realpathSync(file), within)) {
    const message = `The requirements file "${choice.file}", which ${by} names, is a link that leads out of the repository.`;
    throw new DrydockError("misuse", message, "Put the file itself there, or name it with --requirements.");
  }
  const way = FOREIGN[basename(file)];
  if (way !== undefined) {
    const own = join(dirname(file), "pyproject.toml");
    const other = tableAt(readToml(own), "project") === undefined ? "" : ", or name pyproject.toml";
    const message = `uv, which installs the application, can't read ${choice.file}.`;
    throw new DrydockError("misuse", message, `Write a requirements file of it (${way}) and name that${other}.`);
  }
  requireParts(choice, join(dirname(file), "pyproject.toml"));
  return `${file}${words.slice(choice.file.length)}`;
}

/** Locks of other tools, and the command that makes a requirements file of each. */
const FOREIGN: Readonly<Record<string, string>> = {
  "poetry.lock": "poetry export --output requirements.txt",
  "pdm.lock": "pdm export --output requirements.txt",
  "Pipfile.lock": "pipenv requirements > requirements.txt",
  Pipfile: "pipenv requirements > requirements.txt",
};

function requireParts({ extras, groups, file }: RequirementsChoice, description: string): void {
  const toml = readToml(description);
  const dynamic = tableAt(toml, "project")?.dynamic;
  const known = (kind: string, named: readonly string[], there: readonly string[]) => {
    const unknown = named.find((name) => !there.map(normal).includes(normal(name)));
    if (unknown === undefined) return;
    const hint = there.length === 0 ? `It has no ${kind}s.` : `Its ${kind}s are ${there.join(", ")}.`;
    throw new DrydockError("misuse", `${join(dirname(file), "pyproject.toml")} has no ${kind} "${unknown}".`, hint);
  };
  const isDynamic = Array.isArray(dynamic) && dynamic.includes("optional-dependencies");
  // A backend may have its own way to write them.
  if (!isDynamic && tableAt(toml, "project") !== undefined) {
    known("extra", extras, Object.keys(tableAt(toml, "project", "optional-dependencies") ?? {}));
  }
  // uv has a group for the dependencies that were told to it alone.
  const dev = tableAt(toml, "tool", "uv")?.["dev-dependencies"] === undefined ? [] : ["dev"];
  known("dependency group", groups, [...Object.keys(tableAt(toml, "dependency-groups") ?? {}), ...dev]);
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

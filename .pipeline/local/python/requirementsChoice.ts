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
  /** The folder that a relative path is relative to. */
  readonly folder: string;
  /** What messages call the source of the name. */
  readonly by: string;
  /** The folder that must contain the file. */
  readonly within?: string;
}

const PARTS = /^(.*\/)?((?:pyproject\.toml|uv\.lock))\[([^\]/]*)\]$/;
const PART = /^(?:(group):)?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)$/;

/** Parses such a text. Throws `misuse` for a part that cannot be the name of an extra or a group. */
export function requirementsChoice(words: string): RequirementsChoice {
  const [, folder = "", name, list = ""] = PARTS.exec(words) ?? [];
  if (name === undefined) return { file: words, extras: [], groups: [] };
  const parts = list.split(",").map((part) => PART.exec(part.trim().replace(/^group:\s+/, "group:")));
  if (!parts.every((part) => part !== null)) {
    const hint = `Write extras and groups as in: "${name}[postgres,group:dev]".`;
    throw new DrydockError("misuse", `The requirements "${words}" are not valid.`, hint);
  }
  const of = (kind: string | undefined) => parts.filter(([, own]) => own === kind).map(([, , part = ""]) => part);
  return { file: folder + name, extras: of(undefined), groups: of("group") };
}

/** The same text with the absolute path of the file. Throws `misuse` if the file is missing, unusable, or lacks a part. */
export function existingRequirements({ words, folder, by, within }: Given): string {
  const choice = requirementsChoice(words);
  const file = resolve(folder, choice.file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    const hint = `Add ${basename(choice.file)}, or correct ${by}.`;
    throw new DrydockError("misuse", `There is no requirements file "${choice.file}", which ${by} names.`, hint);
  }
  // A repository may name only its own files; the user may name any.
  if (within !== undefined && !isWithin(realpathSync(file), within)) {
    const message = `The requirements file "${choice.file}", which ${by} names, is a link that leads out of the repository.`;
    throw new DrydockError("misuse", message, "Put the file itself there, or name it with --requirements.");
  }
  const way = FOREIGN[basename(file)];
  if (way !== undefined) {
    const own = join(dirname(file), "pyproject.toml");
    const other = tableAt(readToml(own), "project") === undefined ? "" : ", or name pyproject.toml";
    const message = `uv, which installs the application, can't read ${choice.file}.`;
    throw new DrydockError("misuse", message, `Export it to a requirements file (${way}) and name that${other}.`);
  }
  requireParts(choice, join(dirname(file), "pyproject.toml"));
  return `${file}${words.slice(choice.file.length)}`;
}

/** Lock files of other tools, and the command that exports each to a requirements file. */
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
  // A build backend may have its own way to declare them.
  if (!isDynamic && tableAt(toml, "project") !== undefined) {
    known("extra", extras, Object.keys(tableAt(toml, "project", "optional-dependencies") ?? {}));
  }
  // uv has a group of its own, `dev`, for [tool.uv] dev-dependencies.
  const dev = tableAt(toml, "tool", "uv")?.["dev-dependencies"] === undefined ? [] : ["dev"];
  known("dependency group", groups, [...Object.keys(tableAt(toml, "dependency-groups") ?? {}), ...dev]);
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

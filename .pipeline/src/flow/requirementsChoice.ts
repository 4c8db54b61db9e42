import { DrydockError } from "../errors.ts";

/** A file that says what an application needs, and which parts of it: `pyproject.toml[postgres,group:dev]`. */
export interface RequirementsChoice {
  readonly file: string;
  readonly extras: readonly string[];
  /** Dependency groups. */
  readonly groups: readonly string[];
}

type Parts = Pick<RequirementsChoice, "extras" | "groups">;

const PARTS = /^(.*\/)?((?:pyproject\.toml|uv\.lock))\[([^\]/]*)\]$/;
const PART = /^(?:(group):)?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)$/;

/** Parses the user's words. Throws `misuse` for a part that cannot be the name of an extra or a group. */
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

/** Locks of other tools, and the command that makes a requirements file of each. */
const FOREIGN: Readonly<Record<string, string>> = {
  "poetry.lock": "poetry export --output requirements.txt",
  "pdm.lock": "pdm export --output requirements.txt",
  "Pipfile.lock": "pipenv requirements > requirements.txt",
  Pipfile: "pipenv requirements > requirements.txt",
};

/** Throws `misuse` for the lock of another tool; `isProject` says whether the pyproject.toml next to it describes a project. */
export function refuseForeignLock(file: string, isProject: () => boolean): void {
  const way = FOREIGN[file.slice(file.lastIndexOf("/") + 1)];
  if (way === undefined) return;
  const other = isProject() ? ", or name pyproject.toml" : "";
  const message = `uv, which installs the application, can't read ${file}.`;
  throw new DrydockError("misuse", message, `Write a requirements file from it (${way}) and name that${other}.`);
}

/** The command of uv that prints the uv.lock of the current folder as a requirements file. It writes nothing and builds nothing. */
export function exportWords({ extras, groups }: Parts, python: string): readonly string[] {
  const form = ["--format", "requirements-txt", "--no-header", "--no-annotate", "--no-emit-project"];
  const parts = [...extras.flatMap((one) => ["--extra", one]), ...groups.flatMap((one) => ["--group", one])];
  return ["export", "--frozen", "--quiet", "--python", python, ...form, ...parts];
}

/** The arguments with which `uv pip` takes these parts of a pyproject.toml. */
export function partWords({ extras, groups }: Parts, description: string): readonly string[] {
  const named = groups.flatMap((name) => ["--group", `${description}:${name}`]);
  return [...extras.flatMap((name) => ["--extra", name]), ...named];
}

import { type Directory, dag, type File } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import type { Settings } from "../model/settings.ts";
import type { Requirements } from "./environments.ts";

/** Files that a requirements file may include; code is left out, so that editing it installs nothing anew. */
const REQUIREMENT_FILES = ["**/*.txt", "**/*.in", "**/*.toml", "**/*.whl"];

/** A line that is a project's folder, or a link to one. Wheels reach the container. */
const LOCAL_PROJECT =
  /^[ \t]*((?:-e|--editable)(?:[ \t=]+|(?=\.))(?![a-z+]+:\/\/)[^\n#]*|\.{1,2}(?:\/(?![^\n]*\.whl)[^\n#]*|\[[^\n#]*)?)[ \t]*(?:[#;][^\n]*)?\r?$/m;

interface Given {
  /** What the user handed over; it goes before the settings. */
  readonly requirements: File | undefined;
  readonly source: Directory;
  /** Path of the source in the repository. */
  readonly prefix: string;
  /** Requirements files of the repository's root. */
  readonly repository: Directory | undefined;
}

/** The application's requirements: the user's file, else what the settings name; undefined when there are none. */
export async function applicationRequirements(given: Given, settings: Settings): Promise<Requirements | undefined> {
  if (given.requirements !== undefined) {
    await refuseLocal(given.requirements);
    return { folder: dag.directory().withFile("requirements.txt", given.requirements), path: "requirements.txt" };
  }
  const named = settings.requirements?.replace(/^(\.\/)+/, "");
  if (named === undefined) return undefined;
  const within = given.prefix === "" ? "" : `${given.prefix}/`;
  const found = named.startsWith(within)
    ? { folder: given.source.filter({ include: REQUIREMENT_FILES }), path: named.slice(within.length) }
    : given.repository === undefined
      ? undefined
      : { folder: given.repository, path: named };
  if (found !== undefined && (await found.folder.exists(found.path))) {
    await refuseLocal(found.folder.file(found.path));
    return found;
  }
  throw new DrydockError(
    "misuse",
    `The settings name the requirements file "${named}", which does not reach the container.`,
    `Hand it over with --requirements ${named}, or correct "requirements" in drydock.json.`,
  );
}

/** pip would install a project of which only its settings are there, as an empty one. */
async function refuseLocal(requirements: File): Promise<void> {
  const line = LOCAL_PROJECT.exec(await requirements.contents())?.[1]?.trim();
  if (line === undefined) return;
  throw new DrydockError(
    "misuse",
    `The requirements name the local project "${line}", whose code does not reach the container.`,
    "Check with the local engine, or name the project's dependencies or a wheel of it.",
  );
}

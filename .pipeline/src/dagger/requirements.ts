import { type Directory, dag, type File } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import type { Settings } from "../model/settings.ts";
import type { Requirements } from "./environments.ts";

/** Files that a requirements file may include; code is left out, so that editing it installs nothing anew. */
const REQUIREMENT_FILES = ["**/*.txt", "**/*.in", "**/*.toml", "**/*.whl"];

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
  if (found !== undefined && (await found.folder.exists(found.path))) return found;
  throw new DrydockError(
    "misuse",
    `The settings name the requirements file "${named}", which does not reach the container.`,
    `Hand it over with --requirements ${named}, or correct "requirements" in drydock.json.`,
  );
}

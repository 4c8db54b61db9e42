import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TomlValue } from "smol-toml";
import { readToml, tableAt } from "./requirements.ts";

/** What uv.lock names on this machine. Paths are absolute. */
export interface LockedPlaces {
  readonly projects: readonly { readonly path: string; readonly editable: boolean }[];
  /** Descriptions of projects that are not installed themselves. */
  readonly descriptions: readonly string[];
  /** Archives, and folders of them. */
  readonly archives: readonly string[];
}

/** All of them, whether they belong to the chosen parts or not: reading too much does no harm to a key. */
export function lockedPlaces(file: string): LockedPlaces {
  const at = (path: TomlValue | undefined) => (typeof path === "string" ? [resolve(dirname(file), path)] : []);
  const packages = readToml(file)?.package;
  const sources = (Array.isArray(packages) ? packages : []).map((one) => tableAt({ one }, "one", "source") ?? {});
  const others = sources.filter(({ editable, directory }) => editable !== "." && directory !== ".");
  return {
    projects: others.flatMap(({ editable, directory }) => [
      ...at(editable).map((path) => ({ path, editable: true })),
      ...at(directory).map((path) => ({ path, editable: false })),
    ]),
    descriptions: [
      ...new Set(
        [dirname(file), ...sources.flatMap(({ virtual }) => at(virtual))].map((folder) =>
          join(folder, "pyproject.toml"),
        ),
      ),
    ],
    archives: sources.flatMap(({ path, registry }) =>
      [...at(path), ...at(registry)].filter((place) => existsSync(place)),
    ),
  };
}

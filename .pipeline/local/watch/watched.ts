import { dirname, join, resolve } from "node:path";
import { requirementsChoice } from "../../src/flow/requirementsChoice.ts";
import { CONFIG, type Project } from "../engine/project.ts";
import type { Walk } from "../files/listTree.ts";
import { isWithin } from "../files/paths.ts";
import type { Application } from "../python/application.ts";

/** What counts for a verdict. Paths are absolute. */
export interface Watched {
  readonly root: string;
  /** What the last run saw in the tree. */
  readonly listing: Pick<Walk, "folders" | "files" | "links">;
  /** Lists the tree anew, by the same rules. */
  readonly list: () => Promise<Watched["listing"]>;
  /** Folders that count with all that is directly in them, in the tree or not: config, local projects outside of the root. */
  readonly folders: readonly string[];
  /** Single files, such as requirements. They need not exist. */
  readonly files: readonly string[];
}

/** `application`: null as long as no check has needed the requirements. */
export function watchedBy(
  { root, config, listing, list, requirements }: Project,
  application: Application | null,
  cwd: string,
): Watched {
  const configs = [config, join(root, CONFIG), resolve(cwd, CONFIG)].filter((folder) => folder !== undefined);
  const sources = [...(application?.sources.entries.keys() ?? [])].map((path) => `/${path}`);
  return {
    root,
    listing,
    list,
    folders: [
      ...new Set([
        ...configs.flatMap((folder) => [folder, join(folder, "requirements")]),
        ...sources.filter((path) => !isWithin(path, root)).map((path) => dirname(path)),
      ]),
    ],
    files: [
      ...(requirements === undefined ? [] : [requirementsChoice(requirements).file]),
      ...(application?.files.keys() ?? []),
      ...(application?.archives ?? []),
    ],
  };
}

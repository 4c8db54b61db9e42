import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describeTargets, isInside } from "../../src/flow/project.ts";
import type { Walk } from "../files/listTree.ts";
import { osPath } from "../files/paths.ts";
import type { Prepared } from "./prepare.ts";
import type { Revision } from "./revision.ts";
import { revisionTree } from "./revisionTree.ts";

/** The repository as it was in a commit, with the configs, settings and requirements of now; its notices say what is left out. */
export async function earlierProject(now: Prepared, revision: Revision, signal: AbortSignal): Promise<Prepared> {
  const { project } = now;
  // Its own folders in the cache, so that neither run undoes what the other one's tools have kept.
  const id = createHash("sha256").update(`since ${project.id}`).digest("hex").slice(0, 16);
  const tree = await revisionTree(
    revision,
    {
      root: project.root,
      folder: configIn(now),
      paths: Object.values(project.configs).flatMap((config) => ("path" in config ? (config.path ?? []) : [])),
      now: pathsOf(project.listing),
    },
    join(now.cache.folder, "projects", id, "revisions"),
    now.env,
    signal,
  );
  const list = () => project.listAt(tree.root, tree.paths);
  const listing = await list();
  const all = [...pathsOf(listing), ...listing.odd];
  const real = (path: string) => {
    try {
      return (
        relative(listing.root, realpathSync(osPath(join(listing.root, path))))
          .split(sep)
          .join("/") || "."
      );
    } catch {
      return path;
    }
  };
  // What did not exist then is given to no tool.
  const targets = project.targets
    .map(({ path }) => path)
    .filter((path) => all.some((file) => isInside(file, [path, real(path)])));
  const described = describeTargets(targets, all, real);
  return {
    ...now,
    project: {
      ...project,
      id,
      root: listing.root,
      repository: project.root,
      targets: described,
      list,
      listing,
      notices: tree.notices,
    },
    input: { ...now.input, targets: described },
    notices: tree.notices,
  };
}

/** The config folder's path from the root; undefined if it is elsewhere, or the root itself. */
function configIn({ project: { root, config } }: Prepared): string | undefined {
  const path = config === undefined ? "" : relative(root, config).split(sep).join("/");
  return path === "" || path.startsWith("..") ? undefined : path;
}

function pathsOf({ files, links }: Pick<Walk, "files" | "links">): readonly string[] {
  return [...files, ...links.keys()];
}

import type { Directory } from "@dagger.io/dagger";
import { causeOf, DrydockError } from "../errors.ts";
import { IGNORED } from "../flow/ignore.ts";

/** The path with `/` between its parts and nothing around them; empty for the repository itself. */
export function pathInRepository(path: string, option: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (!path.startsWith("/") && !parts.includes("..")) return parts.join("/");
  const hint = "Give its path from the repository's root, such as src.";
  throw new DrydockError("misuse", `${option} "${path}" is not a path inside the repository.`, hint);
}

/** Whether the repository's Python files at that path are the source's. Throws `misuse` for a source that is not there. */
export async function isSourceAtPath(source: Directory, repository: Directory, prefix: string): Promise<boolean> {
  const python = { include: ["**/*.py", "**/*.pyi"], exclude: [...IGNORED] };
  try {
    if (prefix !== "" && !(await repository.exists(prefix))) return false;
    const there = prefix === "" ? repository : repository.directory(prefix);
    return await there.filter(python).changes(source.filter(python)).isEmpty();
  } catch (error) {
    const message = `The source can't be compared with ${placeOf(prefix)}: ${causeOf(error)}.`;
    const hint = "Name an existing folder with --source, and its path from the repository's root with --source-path.";
    throw new DrydockError("misuse", message, hint, error);
  }
}

/**
 * Why there are no changes of a source that is not what is at its path in the repository: a Changeset knows only paths, so it
 * would write one folder's code over another's.
 */
export function notAtPath(prefix: string): DrydockError {
  const hint =
    "Changes are written below --source-path: give there the path of --source from the repository's root, and call from that root. For a module of another repository add --repository with your own (--repository .).";
  return new DrydockError("misuse", `The source is not what is at ${placeOf(prefix)}.`, hint);
}

function placeOf(prefix: string): string {
  return prefix === "" ? "the repository's root" : `"${prefix}" in the repository`;
}

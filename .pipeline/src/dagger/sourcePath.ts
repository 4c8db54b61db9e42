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

/** Whether the repository's Python files at that path are the source's. */
export async function isSourceAtPath(source: Directory, repository: Directory, prefix: string): Promise<boolean> {
  if (prefix !== "" && !(await repository.exists(prefix))) return false;
  const python = { include: ["**/*.py", "**/*.pyi"], exclude: [...IGNORED] };
  const there = prefix === "" ? repository : repository.directory(prefix);
  return there.filter(python).changes(source.filter(python)).isEmpty();
}

/** What has to be the same: the source, and the repository that the changes would be applied to. */
interface Compared {
  readonly source: Directory;
  /** The repository's Python files. */
  readonly repository: Directory;
  readonly prefix: string;
  /** The settings' patterns, whose files are not in the source. */
  readonly ignore: readonly string[];
}

/**
 * Throws `misuse` if the source is not what is at its path in the repository: a Changeset knows only paths, so it
 * would write one folder's code over another's.
 */
export async function demandSourceAtPath({ source, repository, prefix, ignore }: Compared): Promise<void> {
  const python = { include: ["**/*.py", "**/*.pyi"], exclude: [...IGNORED, ...ignore] };
  const there = prefix === "" ? repository : repository.directory(prefix);
  const same = there.filter(python).changes(source.filter(python));
  const where = prefix === "" ? "the repository's root" : `"${prefix}" in the repository`;
  const hint =
    "Changes are written below --source-path: give there the path of --source from the repository's root, and call from that root. For a module of another repository add --repository with your own (--repository .).";
  let isEmpty: boolean;
  try {
    isEmpty = await same.isEmpty();
  } catch (error) {
    const message = `The source can't be compared with ${where}, where its changes would go: ${causeOf(error)}.`;
    throw new DrydockError("misuse", message, hint, error);
  }
  if (!isEmpty) throw new DrydockError("misuse", `The source is not what is at ${where}.`, hint);
}

import { relative, resolve } from "node:path";

/** Shows a path of the repository as it leads from the current folder, so that a terminal can open it. */
export function displayPath(cwd: string, repository: string): (path: string) => string {
  return (path) => relative(cwd, resolve(repository, path)) || ".";
}

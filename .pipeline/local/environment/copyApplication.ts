import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { osPath } from "../tree/pathName.ts";
import { realPath } from "../tree/realPath.ts";
import { syncMirror } from "../tree/syncMirror.ts";
import type { TreeEntry } from "../tree/tree.ts";
import { lendGit } from "./gitFolder.ts";
import { localSources } from "./localSources.ts";
import type { Application } from "./readApplication.ts";
import { filePath } from "./requirementLines.ts";

/**
 * Where an application is built, so that nothing is written into the user's tree: `sources` holds the local projects at
 * their own absolute paths below it, so that they find each other; `files` the requirements, which name them there.
 */
export interface Copy {
  readonly sources: string;
  readonly files: string;
}

export function copyIn(home: string): Copy {
  const real = realPath(home);
  return { sources: join(real, "application"), files: join(real, "application-requirements") };
}

/**
 * Brings the copied projects in line with what was read, and leaves what their builds made there. Returns a file that is
 * not as it was read, or null.
 */
export async function copySources(
  { sources: { entries } }: Application,
  copy: Copy,
  made: ReadonlyMap<string, TreeEntry>,
  signal: AbortSignal,
): Promise<string | null> {
  const all = new Map([...new Map([...made, ...entries])].sort(([a], [b]) => (a < b ? -1 : 1)));
  // The paths are absolute, so the root that they are read from is "".
  const { changed } = await syncMirror(
    { entries: all, notices: [], faults: new Map(), digest: "" },
    "",
    copy.sources,
    signal,
  );
  return changed;
}

/** What only a build needs: git, addresses that lead to the copy, and the requirements files; the path of the first is returned. */
export async function copyForBuild(
  application: Application,
  copy: Copy,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  for (const path of application.sources.entries.keys()) {
    if (basename(path) === "pyproject.toml") redirect(join(copy.sources, path), application, copy);
  }
  for (const repository of application.repositories) {
    await lendGit(repository, `${copy.sources}${repository}`, env, signal);
  }
  rmSync(copy.files, { recursive: true, force: true });
  mkdirSync(copy.files);
  const placeOf = (file: string) => placeInCopy(file, application, copy);
  for (const [file, lines] of application.files) {
    if (lines === undefined) continue;
    const rewritten = lines.map(({ text: [before, words, after], include, local, builds }) => {
      if (include !== undefined) return before + placeOf(resolve(dirname(file), include)) + after;
      const project = local === undefined || !builds ? undefined : copied(local, application, copy);
      return before + (project ?? words) + after;
    });
    // Variables are filled in, and may be passwords.
    writeFileSync(placeOf(file), `${rewritten.join("\n")}\n`, { mode: 0o600 });
  }
  return placeOf(application.requirements);
}

/** The text with the places in the copy called as they are in the user's tree. */
export function withUsersPaths(text: string, application: Application, copy: Copy): string {
  const files = [...application.files.keys()].map((file) => [placeInCopy(file, application, copy), file] as const);
  const places = [...files, [copy.sources, ""], [pathToFileURL(copy.sources).href, "file://"]] as const;
  return places.reduce((words, [place, own]) => words.replaceAll(place, own), text);
}

/** The requirements files have short names, since no path may hold what a requirements file would read otherwise. */
function placeInCopy(file: string, { files }: Application, copy: Copy): string {
  const number = [...files.keys()].indexOf(file);
  return files.get(file) === undefined ? `${copy.sources}${realPath(file)}` : join(copy.files, `${number}.txt`);
}

/** What stands in the copy and was not read: what the builds made, such as a version file or a compiled module. */
export async function madeByBuilds({ sources }: Application, copy: Copy, signal: AbortSignal) {
  const { entries } = await localSources([{ path: realPath(copy.sources), editable: false }], signal);
  const start = `${realPath(copy.sources).slice(1)}/`;
  const own = [...entries].filter(([path]) => path.startsWith(start));
  return own
    .map(([path, entry]) => [path.slice(start.length), entry] as const)
    .filter(([path]) => !sources.entries.has(path));
}

/** The address of the copy of a project; undefined for what is not copied. */
function copied(local: string, application: Application, copy: Copy): string | undefined {
  const path = realPath(resolve(dirname(application.requirements), local));
  const { entries } = application.sources;
  const holds = [...entries.keys()].some((name) => name === path.slice(1) || name.startsWith(`${path.slice(1)}/`));
  return holds ? pathToFileURL(`${copy.sources}${path}`).href : undefined;
}

/** An absolute address of another project in it would lead to the user's. */
function redirect(file: string, application: Application, copy: Copy): void {
  const text = readFileSync(osPath(file), "utf8");
  const changed = text.replaceAll(/file:\/\/(localhost)?\/[^\s"';]+/g, (address) => {
    try {
      return copied(filePath(address), application, copy) ?? address;
    } catch {
      return address;
    }
  });
  if (changed !== text) writeFileSync(osPath(file), changed);
}

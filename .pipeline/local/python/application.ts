import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { requirementsChoice } from "../../src/flow/requirementsChoice.ts";
import { isWithin, realPath } from "../files/paths.ts";
import type { TreeEntry } from "../files/readTree.ts";
import type { Env } from "./interpreter.ts";
import { asksGit, gitState, type LocalSources, localSources, type Origin, repositoryAbove } from "./localSources.ts";
import { lockedPlaces } from "./lockedPlaces.ts";
import {
  expand,
  projectReferences,
  type RequirementLine,
  readToml,
  requirementLines,
  tableAt,
} from "./requirements.ts";
import { applicationSettings } from "./uvSettings.ts";

/** The application's requirements as they are now. */
export interface Application {
  readonly requirements: string;
  /** Of pyproject.toml or uv.lock: what is installed in addition to the dependencies themselves. */
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Digest of everything that the environment is made from; editing a module of an editable project does not change it. */
  readonly environment: string;
  /** Digest of everything that a tool can see of the environment: for the cache key of results. */
  readonly content: string;
  /** Whether any requirement has a hash; then all must have one. */
  readonly hashed: boolean;
  /** Whether the requirements or another project may install a project as editable. */
  readonly editable: boolean;
  /** The requirements files by path: their lines, or undefined for TOML and setup files. */
  readonly files: ReadonlyMap<string, readonly RequirementLine[] | undefined>;
  /** What the files refer to that is read but not built: archives, and folders of archives. */
  readonly archives: readonly string[];
  /** The local projects and the other files that their builds need; they are built from a copy. */
  readonly sources: LocalSources;
  /** The repositories that contain local projects. */
  readonly repositories: readonly string[];
  /** A link to files that no digest covers, so that results cannot be replayed. */
  readonly reach?: string;
}

/** What the requirements files refer to. */
interface Named {
  readonly texts: string[];
  readonly files: Map<string, readonly RequirementLine[] | undefined>;
  readonly projects: Origin[];
  readonly archives: Set<string>;
}

/**
 * Reads a requirements file, pyproject.toml or uv.lock (`words`: see requirementsChoice.ts) with everything that it
 * includes, constraints, local projects and uv's settings too. Of remote or unpinned requirements only the text counts:
 * they stay as they were when the environment was created. `repository`: files inside it may only include files inside it.
 */
export async function readApplication(
  words: string,
  env: Env,
  signal?: AbortSignal,
  repository?: string,
): Promise<Application> {
  const { file: requirements, extras, groups } = requirementsChoice(words);
  const cwd = dirname(requirements);
  const settings = applicationSettings(cwd, env);
  const named = readFiles([requirements, ...settings.requirements], repository, env);
  const origins = withReferences(named.projects);
  const sources = await localSources(origins, signal);
  const archives = await localSources(
    [...named.archives, ...settings.places].map((path) => origin(path, false)),
    signal,
  );
  const projects = named.projects.filter(({ path }) => isFolder(path));
  const repositories = [...new Set(projects.map(({ path }) => repositoryAbove(path)))];
  const asking = new Set(projects.filter(({ path }) => asksGit(path)).map(({ path }) => repositoryAbove(path)));
  const parts = (found: LocalSources, whole: boolean) =>
    [...found.entries].map(([path, entry]) => {
      const counts = whole || entry.kind === "link" || found.built.has(path);
      return [relative(cwd, `/${path}`), ...(counts ? digestible(entry) : [])];
    });
  const environment = sha256([
    ...(extras.length + groups.length === 0 ? [] : [extras, groups]),
    ...[named.texts, settings.words, parts(archives, true), [...archives.leaving], parts(sources, false)],
    ...[[...sources.leaving], [...asking].map(gitState)],
    projects.map(({ path, editable }) => [relative(cwd, path), editable]),
  ]);
  const [beyond] = [...sources.leaving, ...archives.leaving].filter(([, digest]) => digest === undefined);
  return {
    requirements,
    extras,
    groups,
    environment,
    content: sha256([environment, parts(sources, true)]),
    hashed: [...named.files.values()].some((lines) => lines?.some(({ hashed }) => hashed)),
    editable: origins.some(
      ({ path, editable }, index) => editable || (index >= named.projects.length && isFolder(path)),
    ),
    files: named.files,
    archives: [...archives.entries.keys()].map((path) => `/${path}`),
    sources,
    repositories,
    ...(beyond === undefined ? {} : { reach: `the link /${beyond[0]}` }),
  };
}

/** A digest of what is at a path now. */
export async function digestOfPlace(path: string, signal?: AbortSignal): Promise<string> {
  const { entries } = await localSources([origin(path, false)], signal);
  return sha256([...entries].map(([name, entry]) => [name, ...digestible(entry)]));
}

/** The first one is the application's own. */
function readFiles(files: readonly string[], repository: string | undefined, env: Env): Named {
  const named: Named = { texts: [], files: new Map(), projects: [], archives: new Set() };
  const cwd = dirname(files[0] ?? "");
  const variables = { PROJECT_ROOT: cwd, ...env };
  const open = files.map((file) => ({ file, from: "" }));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { file } = next;
    if (named.files.has(file)) continue;
    const text = expand(readIncluded(file, next.from), variables);
    named.texts.push(text);
    if (basename(file) === "uv.lock") {
      named.files.set(file, undefined);
      const { projects, descriptions, archives } = lockedPlaces(file);
      named.texts.push(...descriptions.map((path) => readIncluded(path, file)));
      for (const { path } of projects) if (!isFolder(path)) throw missing(path, file);
      named.projects.push(...projects.map(({ path, editable }) => origin(path, editable)));
      for (const path of archives) named.archives.add(path);
      continue;
    }
    if (/\.toml$|^setup\.(py|cfg)$/.test(basename(file))) {
      named.files.set(file, undefined);
      // If its dependencies are static, no build is needed.
      named.projects.push(origin(isStatic(file) ? file : dirname(file), false));
      continue;
    }
    const lines = requirementLines(text, variables);
    named.files.set(file, lines);
    for (const line of lines) {
      if (line.include !== undefined) {
        const included = resolve(dirname(file), line.include);
        if (repository !== undefined) rejectOutside(included, file, repository);
        open.push({ file: included, from: file });
      }
      if (line.local === undefined) continue;
      // As in uv and pip: relative to the folder they run in, that of the first file, whichever file has the line.
      const path = resolve(cwd, line.local);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) throw missing(path, file);
      if (stat.isDirectory() && line.builds) named.projects.push(origin(path, line.editable));
      else named.archives.add(path);
    }
  }
  return named;
}

/** The installer prints lines that it cannot parse, so a repository could make it reveal any of the user's files. */
function rejectOutside(included: string, from: string, repository: string): void {
  const real = (path: string) => (existsSync(path) ? realPath(path) : path);
  if (!isWithin(real(from), repository) || isWithin(real(included), repository)) return;
  const message = `The requirements file ${from} includes ${included}, which is outside the repository.`;
  throw new DrydockError("misuse", message, "Move the file into the repository, or correct the line.");
}

function origin(path: string, editable: boolean): Origin {
  return { path: realPath(path), editable };
}

/** Whether uv reads the dependencies from the file without running a build. */
function isStatic(file: string): boolean {
  if (!file.endsWith(".toml")) return false;
  if (basename(file) !== "pyproject.toml" || !describesProject(file)) return true;
  const project = tableAt(readToml(file), "project");
  const { dynamic } = project ?? {};
  return (
    project !== undefined && !(Array.isArray(dynamic) && dynamic.some((name) => /dependencies/.test(String(name))))
  );
}

/** Whether pyproject.toml describes something to install, not only settings and dependency groups. */
export function describesProject(file: string): boolean {
  const toml = readToml(file);
  const hasSetupFile = ["setup.py", "setup.cfg"].some((name) => existsSync(join(dirname(file), name)));
  return (
    hasSetupFile ||
    toml === undefined ||
    tableAt(toml, "project") !== undefined ||
    tableAt(toml, "build-system") !== undefined
  );
}

/** The projects and everything that they refer to, directly or indirectly. */
function withReferences(projects: readonly Origin[]): readonly Origin[] {
  const all = [...projects];
  const seen = new Set<string>();
  for (const { path } of all) {
    if (seen.has(path) || !(isFolder(path) || projects.some((one) => one.path === path))) continue;
    seen.add(path);
    // Appended during the iteration: the array's iterator sees the new ones.
    all.push(...projectReferences(path).map((one) => ({ path: one, editable: false })));
  }
  return all;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function digestible(entry: TreeEntry): readonly unknown[] {
  return entry.kind === "link" ? ["link", entry.target] : [entry.hash, entry.executable];
}

function readIncluded(file: string, from: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw missing(file, from, error);
  }
}

function missing(path: string, from: string, cause?: unknown): DrydockError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "ENOENT";
  const subject = from === "" ? `The requirements file ${path}` : `${from} names ${path}, which`;
  return new DrydockError("misuse", `${subject} can't be read (${code}).`, "Add it, or correct the name.", cause);
}

function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

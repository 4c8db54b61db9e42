import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse, type TomlTable, type TomlValue } from "smol-toml";
import { globSync } from "tinyglobby";
import { isWithin, realPath } from "../files/paths.ts";
import type { Env } from "./interpreter.ts";
import { repositoryAbove } from "./localSources.ts";

/** What one logical line of a requirements file refers to. */
export interface RequirementLine {
  /** Path of a file of the same kind: `-r other.txt`, `-c constraints.txt`. */
  readonly include?: string;
  /** Path of a local project, archive, index or folder of archives. */
  readonly local?: string;
  /** Whether the local project is installed as links to its source. */
  readonly editable: boolean;
  readonly hashed: boolean;
  /** Whether a local folder is a project to build, not a folder of archives. */
  readonly builds: boolean;
  /** The line in three parts: before the path, the path, and the rest. Without a path, everything is in the first part. */
  readonly text: readonly [string, string, string];
}

/** A path and its position in a text. */
interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const ARCHIVE = /\.(whl|zip|tar\.(gz|bz2|xz|zst)|tgz|tbz|txz)$/i;

/** Reads a requirements file as uv does: comments, continued lines, `${VARIABLES}`. Remote URLs are ignored. */
export function requirementLines(text: string, env: Env): readonly RequirementLine[] {
  // As in uv, a comment ends with its line, even after a backslash.
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/(^|\s)#.*$/, ""));
  return lines
    .join("\n")
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => readLine(expand(line, env)));
}

/** The text with its variables expanded, as in pip. */
export function expand(text: string, env: Env): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (word, name: string) => env[name] ?? word);
}

/** The path of a `file:` URL; any other text already is a path. */
export function filePath(place: string): string {
  if (!place.toLowerCase().startsWith("file:")) return place;
  const path = place.replace(/^file:(\/\/(localhost(?=\/))?)?/i, "").replace(/[#?].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function readLine(line: string): RequirementLine {
  const hashed = /\s--hash[=\s]/.test(line);
  const [head = "", option] = /^(-[rcefi]|--[a-z-]+)(?:\s*=\s*|\s*)/.exec(line) ?? [];
  const value = line.slice(head.length);
  const editable = option === "-e" || option === "--editable";
  const builds = editable || option === undefined;
  const found = (place: Place | undefined, what: "include" | "local" = "local"): RequirementLine => {
    if (place === undefined) return { editable: false, hashed, builds, text: [line, "", ""] };
    const [start, end] = [head.length + place.start, head.length + place.end];
    const parts = [line.slice(0, start), line.slice(start, end), line.slice(end)] as const;
    return { [what]: place.path, editable, hashed, builds, text: parts };
  };
  switch (option) {
    case "-r":
    case "--requirement":
    case "-c":
    case "--constraint": {
      const place = { path: filePath(unquoted(value)), start: 0, end: value.length };
      return found(isRemote(value) ? undefined : place, "include");
    }
    case "-e":
    case "--editable":
    case "-f":
    case "--find-links":
      return found(localOf(value, true));
    case "-i":
    case "--index-url":
    case "--extra-index-url":
    case undefined:
      return found(localOf(value, false));
    default:
      return found(undefined);
  }
}

/** `anyName`: a bare word is also a path. */
function localOf(words: string, anyName: boolean): Place | undefined {
  const [bare = ""] = words.split(/(?<!\s)(?:\s+(?:;|--)|\s*;\s)/);
  const start = /^[\w.-]+\s*(?:\[[^\]]*\]\s*)?@\s*/.exec(bare)?.[0].length ?? 0;
  const raw = bare
    .slice(start)
    .trimEnd()
    .replace(/(?<!#)#[^/]*$/, "")
    .replace(/(?<!\s)\s*\[[\w\s,.-]*\]$/, "");
  const place = unquoted(raw);
  if (isRemote(place) || place === "") return undefined;
  const isPath =
    anyName ||
    /^file:/i.test(place) ||
    /^\.{0,2}\//.test(place) ||
    /^\.{1,2}$/.test(place) ||
    ARCHIVE.test(place) ||
    /^[\w.-]+\/[^\s=<>~!]*$/.test(place) ||
    (start > 0 && /^[^\s:]+$/.test(place));
  return isPath ? { path: filePath(place), start, end: start + raw.length } : undefined;
}

function isRemote(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place.trim()) && !/^file:/i.test(place.trim());
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}

// What a build may read from the parent folders of its project: text files, version files and build settings.
const READ_FROM_ABOVE =
  /^(readme|licen[cs]e|copying|notice|authors|change|history|version|_version).*|.*\.(toml|cfg|md|rst|txt|in)$|^(setup\.py|\.gitignore|\.gitattributes|\.hgignore|pkg-info)$/i;
const MAX_BYTES = 1024 * 1024;

/**
 * Files and folders outside a project that its build may need: text and settings files in its parent folders, up to the
 * repository's root; what `pyproject.toml` refers to; and the other members of its uv workspace. For a file it is what uv
 * needs to install the file's dependencies.
 */
export function projectReferences(place: string): readonly string[] {
  const isFile = !statSync(place).isDirectory();
  const project = isFile ? dirname(place) : place;
  const toml = readToml(isFile ? place : join(project, "pyproject.toml"));
  const { project: described = {}, packages = {} } = toml ?? {};
  const groups = tableAt(toml, "dependency-groups") ?? {};
  const installed = { described, packages, groups, sources: tableAt(toml, "tool", "uv", "sources") ?? {} };
  const named = tomlStrings(isFile ? installed : toml).map(({ key, text }) => placeIn(project, key, text));
  const referenced = [...named, ...workspaceOf(project)].flatMap((path) => {
    if (path === undefined || !existsSync(path)) return [];
    const real = realPath(path);
    return isWithin(project, real) || (!isFile && isWithin(real, project)) ? [] : [real];
  });
  return [...new Set([...(isFile ? [] : filesAbove(project)), ...referenced])];
}

/** A TOML file's content; undefined if it is missing or invalid, which uv will report. */
export function readToml(file: string): TomlTable | undefined {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Every string in a TOML value, with the nearest key above it. */
export function tomlStrings(value: TomlValue | undefined, key = ""): readonly { key: string; text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((one) => tomlStrings(one, key));
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, one]) => tomlStrings(one, name));
}

/** The table at a path of keys; undefined if there is none. */
export function tableAt(table: TomlTable | undefined, ...keys: readonly string[]): TomlTable | undefined {
  let at: TomlValue | undefined = table;
  for (const key of keys) at = isTable(at) ? at[key] : undefined;
  return isTable(at) ? at : undefined;
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function placeIn(folder: string, key: string, text: string): string | undefined {
  const address = /(?:^|@\s*)(file:[^\s;]+)/.exec(text.replace(/\{root((?::parent)*):uri\}/, rootAddress))?.[1];
  // biome-ignore lint/suspicious/noTemplateCurlyInString: PDM and uv fill it in.
  const path = filePath(address ?? text).replace("${PROJECT_ROOT}", folder);
  if (address === undefined && key !== "path" && !path.startsWith("../")) return undefined;
  return path.includes("\0") ? undefined : resolve(folder, path);
}

/** In Hatch `{root:uri}` is the project's folder, and `{root:parent:uri}` its parent folder. */
function rootAddress(_words: string, parents: string): string {
  return `file:.${parents.replaceAll(":parent", "/..")}`;
}

/** uv reads the pyproject.toml of every member, and builds those that are referenced with `{ workspace = true }`. */
function workspaceOf(project: string): readonly string[] {
  const repository = repositoryAbove(project);
  for (let at = project; ; at = dirname(at)) {
    const workspace = tableAt(readToml(join(at, "pyproject.toml")), "tool", "uv", "workspace");
    if (workspace !== undefined) return membersOf(at, workspace, project);
    if (at === repository || dirname(at) === at) return [];
  }
}

function membersOf(root: string, workspace: TomlTable, project: string): readonly string[] {
  const patterns = tomlStrings(workspace.members).map(({ text }) => `${text.replace(/\/+$/, "")}/pyproject.toml`);
  const members = [
    root,
    ...globSync(patterns, { cwd: root, absolute: true, ignore: ["**/node_modules"] }).map(dirname),
  ];
  const sources = tableAt(readToml(join(project, "pyproject.toml")), "tool", "uv", "sources") ?? {};
  const shared = tableAt(readToml(join(root, "pyproject.toml")), "tool", "uv", "sources") ?? {};
  const wanted = Object.entries({ ...shared, ...sources })
    .filter(([, source]) => isTable(source) && source.workspace === true)
    .map(([name]) => normalized(name));
  return members.map((member) => {
    const description = join(member, "pyproject.toml");
    const name = tableAt(readToml(description), "project")?.name;
    return typeof name === "string" && wanted.includes(normalized(name)) ? member : description;
  });
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function filesAbove(project: string): readonly string[] {
  const repository = repositoryAbove(project);
  const files: string[] = [];
  for (let at = project; at !== repository; ) {
    at = dirname(at);
    for (const { name } of readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isFile())) {
      const size = statSync(join(at, name), { throwIfNoEntry: false })?.size ?? 0;
      if (READ_FROM_ABOVE.test(name) && size <= MAX_BYTES) files.push(join(at, name));
    }
  }
  return files;
}

import { CHECKS, TOOLS, toolSpec } from "../checks/catalog.ts";
import type { ToolSpec } from "../checks/rows.ts";
import type { Plan, Target, ToolConfig } from "../model.ts";
import { covers, isBlocking } from "./judge.ts";

const PYTHON = /\.pyi?$/;
/** Folders at a root whose Python is not the application's: settings of Sphinx, and hidden folders. */
const NOT_CODE = /^(?:\.|docs?$)/;

/** Whether a path is one of these, or below one; everything is below `.`. */
export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === "." || path === folder || path.startsWith(`${folder}/`));
}

/**
 * What is checked if nobody says what: `src`, or else the packages, the folders of tests and the modules in `base`, a path
 * from the root. All of `base` if it has none of these.
 */
export function foundTargets(files: Iterable<string>, base: string): readonly string[] {
  const start = base === "." ? "" : `${base}/`;
  const packages = new Set<string>();
  const found = new Set<string>();
  for (const path of files) {
    if (!path.startsWith(start)) continue;
    const [first = "", ...rest] = path.slice(start.length).split("/");
    const isPython = PYTHON.test(path);
    if (first === "src" && rest.length > 0 && CHECKS.some((spec) => covers(spec, path))) return [`${start}src`];
    if (rest.length === 0 && isPython) found.add(path);
    if (rest.length === 0 || !isPython || NOT_CODE.test(first)) continue;
    if (/^tests?$/.test(first) || rest.length <= 2) packages.add(start + first);
  }
  const targets = [...packages, ...found].sort();
  return targets.length > 0 ? targets : [base];
}

/** What is checked, as a message calls it. */
export function nameOfTargets(paths: readonly string[]): string {
  return paths.map((path) => (path === "." ? "the repository" : path)).join(", ");
}

/** The targets with what they hold, as a plan needs them. */
export function describeTargets(
  paths: readonly string[],
  files: Iterable<string>,
  /** Where a target leads, if it is a link. */
  real: (path: string) => string = (path) => path,
): readonly Target[] {
  const targets = paths.map((path) => ({ path, real: real(path), holds: new Set<string>() }));
  const kinds = new Map(CHECKS.map((spec) => [spec.files.join(" "), spec]));
  for (const file of files) {
    for (const { path, real, holds } of targets) {
      if (!isInside(file, [path, real])) continue;
      for (const [kind, spec] of kinds) if (!holds.has(kind) && covers(spec, file)) holds.add(kind);
    }
  }
  return targets.map(({ path, holds }) => ({ path, holds }));
}

/** Where to look for a tool's config. */
export interface ConfigSearch {
  /** Names of the files in the config folder. */
  readonly given: readonly string[];
  /** The config folder's path from the root; undefined if it is outside. */
  readonly folder: string | undefined;
  readonly targets: readonly string[];
  /** Text of a file by its path from the root; undefined if there is none, or it cannot be read. */
  readonly text: (path: string) => string | undefined;
}

/** The config of each tool: from the config folder, or the first that its own search finds, or none. */
export function resolveConfigs(search: ConfigSearch): Readonly<Record<string, ToolConfig>> {
  return Object.fromEntries(TOOLS.map((tool) => [tool.name, resolveConfig(tool, search)]));
}

function resolveConfig({ config: syntax }: ToolSpec, { given, folder, targets, text }: ConfigSearch): ToolConfig {
  if (syntax === undefined) return { how: "none" };
  if (given.includes(syntax.name)) {
    const name = syntax.name;
    return { how: "given", name, ...(folder === undefined ? {} : { path: pathIn(folder, name) }) };
  }
  for (const at of syntax.nested ? foldersAbove(targets) : ["."]) {
    for (const { file, holds } of syntax.places) {
      const path = pathIn(at, file);
      const found = text(path);
      if (found !== undefined && (holds === undefined || holds.test(found))) return { how: "found", path };
    }
  }
  return { how: "none" };
}

/** The paths at which a tool may find its own config. */
export function configPaths(targets: readonly string[]): readonly string[] {
  const paths = TOOLS.flatMap(({ config }) => {
    const folders = config?.nested ? foldersAbove(targets) : ["."];
    return folders.flatMap((at) => (config?.places ?? []).map(({ file }) => pathIn(at, file)));
  });
  return [...new Set(paths)];
}

/** The targets and the folders above them, the nearest to a target first and the root last. */
function foldersAbove(targets: readonly string[]): readonly string[] {
  const folders = targets.flatMap((path) => {
    const parts = path === "." ? [] : path.split("/");
    return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  });
  return [...new Set([...folders.sort((a, b) => b.split("/").length - a.split("/").length), "."])];
}

function pathIn(folder: string, name: string): string {
  return folder === "." || folder === "" ? name : `${folder}/${name}`;
}

/** A sentence that names the tools of these plans that have no config; none if all have one, or need none. */
export function defaultsNotice(
  plans: readonly Plan[],
  configs: Readonly<Record<string, ToolConfig>>,
): readonly string[] {
  const deciding = plans.flatMap(({ steps }) => steps.filter(isBlocking).map(({ tool }) => tool));
  const used = [...new Set(deciding)].map(toolSpec);
  const bare = used.filter(({ name, config }) => {
    return config !== undefined && !config.optional && (configs[name]?.how ?? "none") === "none";
  });
  if (bare.length === 0) return [];
  const names = bare.map(({ name }) => name).join(", ");
  return [`No config was found for ${names}: the tools' defaults count.`];
}

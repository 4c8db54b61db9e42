import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { namesIn, replaceFile } from "../files/disk.ts";
import { TEMPORARY } from "../python/temporaryFolders.ts";

const TAG = "CACHEDIR.TAG";
// See https://bford.info/cachedir/: backup and search programs skip a folder with this tag.
const SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";
const OWN_LINE = "# This folder is Drydock's cache.";

interface OwnFolder {
  /** The names of entries that Drydock makes in it. */
  readonly names: readonly RegExp[];
  /** A path two levels down that only Drydock makes: anyone may have a folder named `projects`. */
  readonly proof: RegExp;
}

/**
 * Every name that Drydock makes in its cache and in the folders there. Prune, clear and the sizes are based on it.
 * Nothing else is ever removed.
 */
export const OWN_FOLDERS = {
  environments: { names: [/^[a-z][a-z0-9-]*-[0-9a-f]{16}$/, TEMPORARY], proof: /\/drydock-environment\.json$/ },
  projects: { names: [/^[0-9a-f]{16}$/, TEMPORARY], proof: /\/(?:slot-\d+|last)$/ },
  results: { names: [/^(?:content|index)-v\d+$/, /^tmp$/], proof: /^index-v\d+\/[0-9a-f]{2}$/ },
  // Made by Pylint's launcher, which also removes the oldest.
  modules: { names: [/^[0-9a-f]{2}$/, /^pruned$/], proof: /(?!)/ },
  // Made by uv: its cache, and the Pythons that it downloaded if there is no home folder. They do not prove a Drydock cache.
  uv: { names: [/^[a-z][a-z-]*-v\d+$/, /^(?:CACHEDIR\.TAG|\.gitignore|\.lock|\.tmp\w+)$/, TEMPORARY], proof: /(?!)/ },
  pythons: { names: [/^(?:cpython|pypy|graalpy)-/, /^\.(?:gitignore|lock|temp)$/, TEMPORARY], proof: /(?!)/ },
} as const satisfies Readonly<Record<string, OwnFolder>>;
const OWN_FILES = [/^interpreters\.json(?:\.\d+\.tmp)?$/, /^pruned$/, TEMPORARY];

export type OwnName = keyof typeof OWN_FOLDERS;

/** What is at a path. `unmarked`: a cache from before there was a mark, with nothing but Drydock's own files in it. */
export function cacheState(folder: string): "nothing" | "empty" | "marked" | "unmarked" | "foreign" {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => !TEMPORARY.test(name));
  } catch {
    // Missing or unreadable: opening it will report why.
    return "nothing";
  }
  // The names were read first: a run that is creating a cache writes the mark before anything else.
  if (isMarked(folder)) return "marked";
  if (names.length === 0) return "empty";
  const own = names.every((name) => isOwn(folder, name)) && names.some((name) => isProven(folder, name));
  return own ? "unmarked" : "foreign";
}

/** Whether the folder is a Drydock cache. */
export function isCache(folder: string): boolean {
  return ["marked", "unmarked"].includes(cacheState(folder));
}

/** Paths of Drydock's own entries in a folder of the cache. If the folder is a link, it is not followed. */
export function ownEntries(cache: string, name: OwnName): readonly string[] {
  const folder = join(cache, name);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return namesIn(folder).flatMap((entry) => (isOwnEntry(name, entry) ? [join(folder, entry)] : []));
}

/** Paths of Drydock's own files directly in the cache folder, the mark last. */
export function ownFiles(cache: string): readonly string[] {
  const names = namesIn(cache).filter((name) => OWN_FILES.some((pattern) => pattern.test(name)));
  return [...names, ...(isMarked(cache) ? [TAG] : [])].map((name) => join(cache, name));
}

function isOwn(cache: string, name: string): boolean {
  if (!isFolder(name)) return OWN_FILES.some((pattern) => pattern.test(name));
  return namesIn(join(cache, name)).every((entry) => isOwnEntry(name, entry));
}

function isProven(cache: string, name: string): boolean {
  if (!isFolder(name)) return name.startsWith("interpreters.json");
  const folder = join(cache, name);
  return namesIn(folder).some((entry) =>
    namesIn(join(folder, entry)).some((deep) => OWN_FOLDERS[name].proof.test(`${entry}/${deep}`)),
  );
}

function isFolder(name: string): name is OwnName {
  return Object.hasOwn(OWN_FOLDERS, name);
}

function isOwnEntry(folder: OwnName, name: string): boolean {
  return OWN_FOLDERS[folder].names.some((pattern) => pattern.test(name));
}

export function isMarked(folder: string): boolean {
  return tagOf(folder).some((line) => line.startsWith(OWN_LINE));
}

/** Whether any program marked the folder as a cache. */
export function isTagged(folder: string): boolean {
  return tagOf(folder).length > 0;
}

function tagOf(folder: string): readonly string[] {
  try {
    const tag = join(folder, TAG);
    const lines = lstatSync(tag).isFile() ? readFileSync(tag, "utf8").split("\n") : [];
    return lines[0]?.startsWith(SIGNATURE) ? lines : [];
  } catch {
    return [];
  }
}

/** Marks a folder as Drydock's cache, atomically. */
export function mark(folder: string): void {
  if (isMarked(folder)) return;
  const lines = [SIGNATURE, `${OWN_LINE} Everything in it can be recreated; \`drydock cache clear\` removes it.`, ""];
  replaceFile(join(folder, TAG), lines.join("\n"));
}

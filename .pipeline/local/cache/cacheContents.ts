import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { namesIn, replaceFile } from "../files/disk.ts";
import { TEMPORARY } from "../python/temporaryFolders.ts";

const TAG = "CACHEDIR.TAG";
// By https://bford.info/cachedir/: backups and searches pass over a folder with it.
const SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";
const OWN_LINE = "# This folder is Drydock's cache.";

interface OwnFolder {
  /** The names in it that are Drydock's. */
  readonly names: readonly RegExp[];
  /** A path two levels down that nobody else would make: anyone may call a folder `projects`. */
  readonly proof: RegExp;
}

/**
 * Every name that Drydock itself makes in its cache, and in the folders there: what prune, clear and the sizes go by.
 * Nothing else is ever removed.
 */
export const OWN_FOLDERS = {
  environments: { names: [/^[a-z][a-z0-9-]*-[0-9a-f]{16}$/, TEMPORARY], proof: /\/drydock-environment\.json$/ },
  projects: { names: [/^[0-9a-f]{16}$/, TEMPORARY], proof: /\/(?:slot-\d+|last)$/ },
  results: { names: [/^(?:content|index)-v\d+$/, /^tmp$/], proof: /^index-v\d+\/[0-9a-f]{2}$/ },
  // uv's own: its cache, and the Pythons that it fetched where it has no home. They prove nothing of Drydock.
  uv: { names: [/^[a-z][a-z-]*-v\d+$/, /^(?:CACHEDIR\.TAG|\.gitignore|\.lock|\.tmp\w+)$/, TEMPORARY], proof: /(?!)/ },
  pythons: { names: [/^(?:cpython|pypy|graalpy)-/, /^\.(?:gitignore|lock|temp)$/, TEMPORARY], proof: /(?!)/ },
} as const satisfies Readonly<Record<string, OwnFolder>>;
const OWN_FILES = [/^interpreters\.json(?:\.\d+\.tmp)?$/, /^pruned$/, TEMPORARY];

export type OwnName = keyof typeof OWN_FOLDERS;

/** What is at a place. `unmarked`: a cache from before there was a mark, which holds nothing but what is Drydock's. */
export function standing(folder: string): "nothing" | "empty" | "marked" | "unmarked" | "foreign" {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => !TEMPORARY.test(name));
  } catch {
    // Not there, or of no use: who opens it will say why.
    return "nothing";
  }
  // The names were read first: a run that is just making a cache writes the mark before all else.
  if (isMarked(folder)) return "marked";
  if (names.length === 0) return "empty";
  const own = names.every((name) => isOwn(folder, name)) && names.some((name) => isProven(folder, name));
  return own ? "unmarked" : "foreign";
}

/** Whether the folder is a cache of Drydock's. */
export function isCache(folder: string): boolean {
  return ["marked", "unmarked"].includes(standing(folder));
}

/** Paths of what is Drydock's own in a folder of the cache. A link in the folder's place is not followed. */
export function ownIn(cache: string, name: OwnName): readonly string[] {
  const folder = join(cache, name);
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return namesIn(folder).flatMap((one) => (fits(name, one) ? [join(folder, one)] : []));
}

/** Paths of Drydock's own files right in the cache folder, the mark last. */
export function ownFiles(cache: string): readonly string[] {
  const names = namesIn(cache).filter((name) => OWN_FILES.some((form) => form.test(name)));
  return [...names, ...(isMarked(cache) ? [TAG] : [])].map((name) => join(cache, name));
}

function isOwn(cache: string, name: string): boolean {
  if (!isFolder(name)) return OWN_FILES.some((form) => form.test(name));
  return namesIn(join(cache, name)).every((one) => fits(name, one));
}

function isProven(cache: string, name: string): boolean {
  if (!isFolder(name)) return name.startsWith("interpreters.json");
  const folder = join(cache, name);
  return namesIn(folder).some((one) =>
    namesIn(join(folder, one)).some((deep) => OWN_FOLDERS[name].proof.test(`${one}/${deep}`)),
  );
}

function isFolder(name: string): name is OwnName {
  return Object.hasOwn(OWN_FOLDERS, name);
}

function fits(folder: OwnName, name: string): boolean {
  return OWN_FOLDERS[folder].names.some((form) => form.test(name));
}

export function isMarked(folder: string): boolean {
  return tagOf(folder).some((line) => line.startsWith(OWN_LINE));
}

/** Whether somebody marked the folder as a cache. */
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

/** Marks a folder as Drydock's cache, in one go. */
export function mark(folder: string): void {
  if (isMarked(folder)) return;
  const lines = [SIGNATURE, `${OWN_LINE} All of it can be made again; \`drydock cache clear\` removes it.`, ""];
  replaceFile(join(folder, TAG), lines.join("\n"));
}

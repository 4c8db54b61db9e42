import { hash } from "node:crypto";
import { lstatSync } from "node:fs";
import { posix } from "node:path";
import type { Fault } from "../../src/model.ts";
import { codeOf, unreadable } from "./failures.ts";
import { hashFile, isExecutable, pacer } from "./hashFile.ts";
import { linksInTree } from "./links.ts";
import { PYTHON_NAME, type Walk } from "./listTree.ts";
import { osPath } from "./paths.ts";
import type { KnownContent, TreeIndex } from "./treeIndex.ts";

/**
 * One file or link of a tree. Paths are relative to the root, with `/`. Names that are not UTF-8 have a lone
 * surrogate for each invalid byte (see paths.ts), so a path is always a string that leads back to the file.
 */
export type TreeEntry =
  | {
      readonly kind: "file";
      /** sha256 of the content, hex. */
      readonly hash: string;
      /** The only permission that counts, as in git. */
      readonly executable: boolean;
    }
  | {
      readonly kind: "link";
      /** As written in the link: relative, leading to another entry or folder of the tree. */
      readonly target: string;
    };

/** The files that tools may look at, as they were when they were read. */
export interface Tree {
  /** Sorted by path, by UTF-16 code units. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** All folders, even if none of their files is read: a folder may be a package just by existing. */
  readonly folders: ReadonlySet<string>;
  /** By path, the files that break their checks. One with an invalid name has no entry. */
  readonly faults: ReadonlyMap<string, Fault>;
  /** By path, the content of the files whose text was asked for. */
  readonly texts?: ReadonlyMap<string, Buffer>;
  /** What was excluded and why, for the user. */
  readonly notices: readonly string[];
}

/** What the tools that run may look at. */
export interface Interest {
  /** Whether any tool may read the file at that path; other files are left out. */
  readonly reads: (path: string) => boolean;
  /** Whether it is checked: faults of other files do not matter. */
  readonly checks: (path: string) => boolean;
  /** Whether the text of a file that is read is wanted: of few and small ones. */
  readonly keeps?: (path: string) => boolean;
}

export const ALL: Interest = { reads: () => true, checks: () => true };

/**
 * Reads whatever was listed and a tool may look at. Links within the tree are kept as links; what cannot be part of a copy
 * is left out with a notice; an unreadable file or a link that loops is an error, because a tool would fail on it or skip
 * it. A Python file with a name that is not valid UTF-8 is left out, one with a NUL byte is not: both are faults that break
 * only their own checks. What the index knows of a file is not read again.
 */
export async function readTree(
  walk: Walk,
  { reads, checks, keeps }: Interest = ALL,
  signal?: AbortSignal,
  index?: TreeIndex,
): Promise<Tree> {
  signal?.throwIfAborted();
  const pause = pacer(signal);
  const { kept, excluded, ends } = linksInTree(walk.root, walk, checks);
  const omitted = new Map([...excluded, ...walk.others]);
  const faults = new Map<string, Fault>([...walk.odd].filter(checks).map((path) => [path, "name"]));
  const entries = new Map<string, TreeEntry>();
  const texts = new Map<string, Buffer>();
  const wanted = [...walk.files].filter((path) => reads(path) || ends.has(path));
  for (const path of [...wanted, ...kept.keys()].sort()) {
    await pause();
    const target = kept.get(path);
    if (target !== undefined) {
      entries.set(path, { kind: "link", target });
      continue;
    }
    const keep = (bytes: Buffer) => texts.set(path, Buffer.concat([texts.get(path) ?? Buffer.of(), bytes]));
    const found = readEntry(walk.root, path, index, keeps?.(path) ? keep : undefined);
    if (found === null) continue;
    entries.set(path, { kind: "file", hash: found.hash, executable: found.executable });
    if (found.nul && PYTHON_NAME.test(path) && checks(path)) faults.set(path, "nul");
  }
  index?.save((path) => walk.files.has(path));
  const noted = [...omitted].filter(([path]) => checks(path) || PYTHON_NAME.test(path));
  const notices = noted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => notice);
  return { entries, folders: walk.folders, faults, texts, notices };
}

/** Null if the file was removed after its folder was read. */
function readEntry(
  root: string,
  path: string,
  index: TreeIndex | undefined,
  keep: ((bytes: Buffer) => void) | undefined,
): (KnownContent & { readonly executable: boolean }) | null {
  const place = `${root}/${path}`;
  try {
    const now = index === undefined || keep !== undefined ? undefined : lstatSync(osPath(place), LOOK);
    const known = now?.isFile() ? index?.known(path, now) : undefined;
    if (now !== undefined && known !== undefined) return { ...known, executable: isExecutable(now) };
    let nul = false;
    const file = hashFile(place, (bytes) => {
      nul ||= bytes.includes(0);
      keep?.(bytes);
    });
    if (file === null) throw new Error("it was replaced while it was read");
    const { hash, executable, stat } = file;
    index?.learn(path, stat, { hash, nul });
    return { hash, nul, executable };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}

const LOOK = { bigint: true, throwIfNoEntry: false } as const;

/** What a part of a tree holds: each path with its content, executable bit or link target in a word. Times don't count. */
export function treeRecords(
  { entries }: Pick<Tree, "entries">,
  reads: Interest["reads"],
  /** The digest of what counts of a file, where that is not all of it. */
  partOf: (path: string) => string | undefined = () => undefined,
): readonly (readonly [string, string])[] {
  const links = [...entries].filter(([path, { kind }]) => kind === "link" && reads(path));
  const ends = new Set(links.map(([path]) => endOf(path, entries)));
  return [...entries].flatMap(([path, entry]) => {
    if (entry.kind === "link") return [[path, `link to ${entry.target}`] as const];
    // What is read through a link is read.
    if (!reads(path) && !ends.has(path)) return [];
    const content = ends.has(path) ? entry.hash : (partOf(path) ?? entry.hash);
    return [[path, entry.executable ? `${content} executable` : content] as const];
  });
}

/** Where links lead from there, as far as no folder on the way is a link; undefined for what is no link. */
function endOf(path: string, entries: Tree["entries"]): string | undefined {
  let end: string | undefined;
  for (let entry = entries.get(path); entry?.kind === "link"; entry = entries.get(end)) {
    end = posix.join(posix.dirname(end ?? path), entry.target);
  }
  return end;
}

/** sha256 over what a tree holds, and its folders. */
export function treeDigest(records: ReturnType<typeof treeRecords>, { folders }: Pick<Tree, "folders">): string {
  // JSON keeps records apart whatever a name holds, and writes odd bytes as escapes.
  return hash("sha256", JSON.stringify([records, [...folders].sort()]), "hex");
}

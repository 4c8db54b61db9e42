import { hash } from "node:crypto";
import { statSync } from "node:fs";
import { DrydockError, withNulByte } from "../../src/errors.ts";
import { hashFile } from "./hashFile.ts";
import { ignoreMatcher } from "./ignoreMatcher.ts";
import { judgeLinks } from "./judgeLinks.ts";
import { pacer } from "./pacer.ts";
import { shownPath } from "./pathName.ts";
import { realPath } from "./realPath.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { codeOf, unreadable } from "./unreadable.ts";
import { walkFolder } from "./walkFolder.ts";

/**
 * Reads the tree below `root`, less what the patterns name (see ignoreMatcher.ts; a caller hands in the built-in list and
 * the user's). Links within the tree are kept as links; what cannot be part of a copy is left out with a notice; what
 * cannot be read, and a link that loops, is an error, because a tool would stumble over it or pass it over.
 */
export async function readTree(root: string, ignore: readonly string[], signal?: AbortSignal): Promise<Tree> {
  signal?.throwIfAborted();
  const matcher = ignoreMatcher(ignore);
  const pause = pacer(signal);
  const folder = realRoot(root);
  const walk = await walkFolder(folder, matcher, pause);
  const { kept, leftOut } = judgeLinks(folder, walk);
  const entries = new Map<string, TreeEntry>();
  const omitted = new Map([...leftOut, ...[...walk.others].map(([path, what]) => [path, `it is a ${what}`] as const)]);
  for (const path of [...walk.files, ...kept.keys()].sort()) {
    await pause();
    const target = kept.get(path);
    const entry = target === undefined ? readEntry(folder, path) : ({ kind: "link", target } as const);
    if (entry !== null) entries.set(path, entry);
  }
  const notices = [...omitted.keys()].sort().map((path) => `${shownPath(path)} is left out: ${omitted.get(path)}.`);
  return { entries, notices, digest: digestOf(entries) };
}

function realRoot(root: string): string {
  const missing = (what: string) =>
    new DrydockError(
      "misuse",
      `There is no source folder ${shownPath(root)}${what}.`,
      "Name it with --source <folder>.",
    );
  try {
    if (statSync(root).isDirectory()) return realPath(root);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw missing("");
    throw unreadable(root, error);
  }
  throw missing(": it is no folder");
}

/** Null when the file was removed since its folder was read. */
function readEntry(root: string, path: string): TreeEntry | null {
  try {
    const sought = /\.pyi?$/.test(path) ? nulByte() : undefined;
    const file = hashFile(`${root}/${path}`, sought?.see);
    if (sought?.found()) throw withNulByte(shownPath(path));
    if (file === null) throw new Error("it was replaced while it was read");
    const { mode, size } = file.stat;
    return { kind: "file", hash: file.hash, executable: (mode & 0o111) !== 0, size };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    if (error instanceof DrydockError) throw error;
    throw unreadable(path, error);
  }
}

/** Looks out for a NUL byte in the chunks it is shown. */
function nulByte() {
  let found = false;
  const see = (bytes: Buffer): void => {
    found ||= bytes.includes(0);
  };
  return { see, found: () => found };
}

function digestOf(entries: Tree["entries"]): string {
  // JSON keeps records apart whatever a name holds, and writes odd bytes as escapes.
  const records = [...entries].map(([path, entry]) => {
    return entry.kind === "link" ? [path, "link", entry.target] : [path, "file", entry.hash, entry.executable];
  });
  return hash("sha256", JSON.stringify(records), "hex");
}

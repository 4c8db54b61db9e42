import { hash } from "node:crypto";
import { statSync } from "node:fs";
import { DrydockError } from "../../src/errors.ts";
import type { Fault } from "../../src/model/source.ts";
import { hashFile } from "./hashFile.ts";
import { ignoreMatcher } from "./ignoreMatcher.ts";
import { judgeLinks } from "./judgeLinks.ts";
import { pacer } from "./pacer.ts";
import { isUtf8Name, shownPath } from "./pathName.ts";
import { realPath } from "./realPath.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { codeOf, unreadable } from "./unreadable.ts";
import { walkFolder } from "./walkFolder.ts";

const PYTHON = /\.pyi?$/;

/**
 * Reads the tree below `root`, less what the patterns name (see ignoreMatcher.ts; a caller hands in the built-in list and
 * the user's). Links within the tree are kept as links; what cannot be part of a copy is left out with a notice; what
 * cannot be read, and a link that loops, is an error, because a tool would stumble over it or pass it over. A Python file
 * whose name is not valid UTF-8 is left out, and one with a NUL byte is not: both are faults of their checks alone.
 */
export async function readTree(root: string, ignore: readonly string[], signal?: AbortSignal): Promise<Tree> {
  signal?.throwIfAborted();
  const matcher = ignoreMatcher(ignore);
  const pause = pacer(signal);
  const folder = realRoot(root);
  const walk = await walkFolder(folder, matcher, pause);
  // mypy ends itself over such a name.
  const odd = [...walk.files, ...walk.links.keys()].filter((path) => PYTHON.test(path) && !isUtf8Name(path));
  const faults = new Map<string, Fault>(odd.map((path) => [path, "name"]));
  const named = ([path]: readonly [string, unknown]) => !faults.has(path);
  const files = new Set([...walk.files].filter((path) => !faults.has(path)));
  const { kept, leftOut } = judgeLinks(folder, { ...walk, files, links: new Map([...walk.links].filter(named)) });
  const entries = new Map<string, TreeEntry>();
  const omitted = new Map([...leftOut, ...[...walk.others].map(([path, what]) => [path, `it is a ${what}`] as const)]);
  for (const path of [...files, ...kept.keys()].sort()) {
    await pause();
    const target = kept.get(path);
    const see = (bytes: Buffer) => void (PYTHON.test(path) && bytes.includes(0) && faults.set(path, "nul"));
    const entry = target === undefined ? readEntry(folder, path, see) : ({ kind: "link", target } as const);
    if (entry !== null) entries.set(path, entry);
  }
  const notices = [...omitted.keys()].sort().map((path) => `${shownPath(path)} is left out: ${omitted.get(path)}.`);
  return { entries, faults, notices, digest: digestOf(entries) };
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
function readEntry(root: string, path: string, see: (bytes: Buffer) => void): TreeEntry | null {
  try {
    const file = hashFile(`${root}/${path}`, see);
    if (file === null) throw new Error("it was replaced while it was read");
    const { mode, size } = file.stat;
    return { kind: "file", hash: file.hash, executable: (mode & 0o111) !== 0, size };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unreadable(path, error);
  }
}

function digestOf(entries: Tree["entries"]): string {
  // JSON keeps records apart whatever a name holds, and writes odd bytes as escapes.
  const records = [...entries].map(([path, entry]) => {
    return entry.kind === "link" ? [path, "link", entry.target] : [path, "file", entry.hash, entry.executable];
  });
  return hash("sha256", JSON.stringify(records), "hex");
}

import { readFileSync } from "node:fs";
import { formatPatch, type StructuredPatch, structuredPatch } from "diff";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { printable } from "../../src/report/safeText.ts";
import type { TextStyle } from "../../src/report/text/style.ts";
import { codeOf, systemReason } from "./failures.ts";
import { hashFile } from "./hashFile.ts";
import { osPath } from "./paths.ts";
import type { Tree } from "./readTree.ts";

/** Lines that differ, beyond which a file is replaced in one piece: to find the shortest patch takes the square of that. */
const MOST_EDITS = 3000;

/** What a fix would change. Paths are from the root. */
interface Preview {
  /** For `git apply` and `patch -p1`: every byte as in the files. Empty if nothing would change. */
  readonly patch: Buffer;
  readonly changed: readonly string[];
  /** Files that have changed since the fix started. */
  readonly conflicts: readonly string[];
}

/** The patch from the files as they are to what the fix made of its copy of them. */
export function previewOf(root: string, before: Tree, changed: ReadonlyMap<string, Buffer>): Preview {
  const patches: Buffer[] = [];
  const paths: string[] = [];
  const conflicts: string[] = [];
  for (const [path, after] of [...changed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const now = unchanged(root, path, before);
    if (now === undefined) conflicts.push(path);
    else {
      patches.push(filePatch(path, now, after));
      paths.push(path);
    }
  }
  return { patch: Buffer.concat(patches), changed: paths, conflicts };
}

/** The content of the file if it is still that of the tree. */
function unchanged(root: string, path: string, { entries }: Tree): Buffer | undefined {
  const place = `${root}/${path}`;
  try {
    const entry = entries.get(path);
    const content = readFileSync(osPath(place));
    return entry?.kind === "file" && hashFile(place)?.hash === entry.hash ? content : undefined;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(codeOf(error))) return undefined;
    const message = `Cannot read ${quotedPath(path)}: ${systemReason(error)}.`;
    throw new DrydockError("broken", message, "Make it readable, and run again.", error);
  }
}

/** The patch of one file. It is made of characters that stand for one byte each, so that any encoding comes out as it is. */
export function filePatch(path: string, before: Buffer, after: Buffer): Buffer {
  const [old, now] = [before.toString("latin1"), after.toString("latin1")];
  const names = [`a/${path}`, `b/${path}`] as const;
  const found = structuredPatch(...names, old, now, undefined, undefined, { context: 3, maxEditLength: MOST_EDITS });
  return Buffer.from(formatPatch({ ...(found ?? inOnePiece(...names, old, now)), isGit: true }), "latin1");
}

function inOnePiece(oldFileName: string, newFileName: string, old: string, now: string): StructuredPatch {
  const [before, after] = [linesOf(old), linesOf(now)];
  const lines = [...signed("-", before), ...signed("+", after)];
  const [oldLines, newLines] = [before.length, after.length];
  const hunk = { oldStart: 1, newStart: 1, oldLines, newLines, lines };
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function signed(sign: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) =>
    line.endsWith("\n") ? [sign + line.slice(0, -1)] : [sign + line, "\\ No newline at end of file"],
  );
}

/** The patch for the eyes: in colour, and without what a terminal would interpret. It may no longer apply. */
export function shownPatch(patch: Buffer, style: TextStyle): string {
  // How many lines of the hunk are still to come, before and after: a removed line may look like a header.
  let left = 0;
  const paint = (line: string): ((text: string) => string) => {
    const isIn = left > 0;
    const [, before, after] = (isIn ? null : /^@@ -\d+,(\d+) \+\d+,(\d+) @@$/.exec(line)) ?? [];
    if (before !== undefined) left = Number(before) + Number(after);
    else if (isIn) left -= line.startsWith(" ") ? 2 : line.startsWith("\\") ? 0 : 1;
    if (!isIn) return before === undefined ? style.bold : style.cyan;
    return line.startsWith("+") ? style.green : line.startsWith("-") ? style.red : (text) => text;
  };
  const lines = patch.toString().split("\n").slice(0, -1);
  return lines.map((line) => `${paint(line)(line.split("\t").map(printable).join("\t"))}\n`).join("");
}

import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryPath } from "../environment/temporaryFolders.ts";

const TAG = "CACHEDIR.TAG";
// By https://bford.info/cachedir/: backups and searches pass over a folder with it.
const SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";
const OWN_LINE = "# This folder is Drydock's cache.";

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
  const temporary = temporaryPath(folder);
  const lines = [SIGNATURE, `${OWN_LINE} All of it can be made again; \`drydock cache clear\` removes it.`, ""];
  try {
    writeFileSync(temporary, lines.join("\n"));
    renameSync(temporary, join(folder, TAG));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

import { closeSync, constants, lstatSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { namesIn } from "./disk.ts";
import { codeOf, systemReason } from "./failures.ts";
import { contentOf, isBetween, openRegular, restore } from "./overwrite.ts";
import { realPath } from "./paths.ts";
import { discardFolder, leftoversIn, stagingHomes } from "./staging.ts";

/** The state of a file that a killed fix was writing. */
type FileState = "settled" | "restored" | "changed";

/**
 * Removes what killed fixes left behind, and restores the original content of a file that was being written. If another
 * program has changed the file since, the file and the saved content are kept, and the notice names both. Throws `broken`
 * for a file that cannot be restored: a verdict on a partly written file is worthless.
 */
export function recoverWrites(repository: string, source: string): readonly string[] {
  const folders = new Set(stagingHomes(repository, source).flatMap(leftoversIn));
  return [...folders].flatMap((folder) => recoverFrom(folder, repository));
}

function recoverFrom(folder: string, repository: string): readonly string[] {
  const inRepository = (path: string) => path.slice(path.startsWith(`${repository}/`) ? repository.length + 1 : 0);
  const found = startedWrites(folder).map((one) => {
    const shown = quotedPath(inRepository(one.path));
    return { ...one, shown, state: recover(one, repository, shown) };
  });
  if (!found.some(({ state }) => state === "changed")) discardFolder(folder);
  return found.flatMap(({ state, shown, original }) => {
    if (state === "settled") return [];
    if (state === "restored")
      return [`${shown} was partly written when a fix was killed. Its original content was restored.`];
    const left = `A fix was killed while it wrote ${shown}. The file has been changed since, so it was not touched.`;
    return [
      `${left} Its content before the fix is in ${quotedPath(inRepository(original))}; remove it when you no longer need it.`,
    ];
  });
}

interface StartedWrite {
  readonly path: string;
  readonly original: string;
  readonly fixed: string;
}

/** The files that it had started to write. An incomplete record means that the write had not started. */
function startedWrites(folder: string): readonly StartedWrite[] {
  // Not Drydock's, or gone.
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return namesIn(folder).flatMap((name) => {
    const [, number] = /^(\d+)\.target$/.exec(name) ?? [];
    const path = number === undefined ? undefined : targetIn(folder, name);
    if (path === undefined) return [];
    return [{ path, original: `${folder}/${number}.original`, fixed: `${folder}/${number}.fixed` }];
  });
}

function targetIn(folder: string, name: string): string | undefined {
  try {
    const target: unknown = JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
    return typeof target === "string" ? resolve(folder, target) : undefined;
  } catch {
    return undefined;
  }
}

function recover({ path, original, fixed }: StartedWrite, repository: string, shown: string): FileState {
  try {
    const [before, after] = [bytesIn(original), bytesIn(fixed)];
    // Another run has recovered it in the meantime.
    if (before === undefined || after === undefined) return "settled";
    // A planted folder must not be able to reach files elsewhere.
    if (!path.startsWith(`${repository}/`) || realPath(path) !== path) return "changed";
    const now = bytesIn(path);
    if (now === undefined) return "changed";
    if (now.equals(before) || now.equals(after)) return "settled";
    if (!isBetween(now, before, after)) return "changed";
    const file = openRegular(path, constants.O_RDWR);
    try {
      if (restore(file, before, after)) return "restored";
      if (!isBetween(contentOf(file), before, after)) return "changed";
      throw new Error("it could not be written in full");
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "changed";
    const message = `${shown} was partly written when a fix was killed, and could not be restored: ${systemReason(error)}.`;
    const hint = `Its original content is in ${quotedPath(original)}. Copy it over the file, then run again.`;
    throw new DrydockError("broken", message, hint, error);
  }
}

/** Undefined if there is no such file. */
function bytesIn(path: string): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openRegular(path, constants.O_RDONLY);
    return contentOf(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP", "EISDIR"].includes(codeOf(error))) return undefined;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

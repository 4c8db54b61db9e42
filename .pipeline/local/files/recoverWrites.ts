import { closeSync, constants, lstatSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";
import { namesIn } from "./disk.ts";
import { codeOf, systemReason } from "./failures.ts";
import { contentOf, isBetween, openRegular, restore } from "./overwrite.ts";
import { realPath } from "./paths.ts";
import { discardFolder, leftoversIn, stagingHomes } from "./staging.ts";

/** How the file stands that a killed fix was at. */
type Standing = "settled" | "restored" | "changed";

/**
 * Removes what fixes that were killed left behind. A file that one was writing into gets back its content from before.
 * Where somebody else has changed it since, it is left as it is, and so is that content, which the notice names. Throws
 * `broken` for a file that can't be mended: no verdict on half a file is worth anything.
 */
export function recoverWrites(repository: string, source: string): readonly string[] {
  const folders = new Set(stagingHomes(repository, source).flatMap(leftoversIn));
  return [...folders].flatMap((folder) => recoverFrom(folder, repository));
}

function recoverFrom(folder: string, repository: string): readonly string[] {
  const inRepository = (path: string) => path.slice(path.startsWith(`${repository}/`) ? repository.length + 1 : 0);
  const found = begun(folder).map((one) => {
    const shown = quotedPath(inRepository(one.path));
    return { ...one, shown, standing: settle(one, repository, shown) };
  });
  if (!found.some(({ standing }) => standing === "changed")) discardFolder(folder);
  return found.flatMap(({ standing, shown, original }) => {
    if (standing === "settled") return [];
    if (standing === "restored")
      return [`${shown} was half written when a fix was killed. It has its content from before again.`];
    const left = `A fix was killed while it wrote ${shown}. Somebody has changed the file since, so it is left as it is.`;
    return [
      `${left} Its content from before the fix is in ${quotedPath(inRepository(original))}; remove it when you no longer need it.`,
    ];
  });
}

interface Begun {
  readonly path: string;
  readonly original: string;
  readonly fixed: string;
}

/** The files that it had begun to write into. A record that is not whole is of one that it had not. */
function begun(folder: string): readonly Begun[] {
  // Another's, or gone.
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

function settle({ path, original, fixed }: Begun, repository: string, shown: string): Standing {
  try {
    const [before, after] = [bytesIn(original), bytesIn(fixed)];
    // Another run has mended it meanwhile.
    if (before === undefined || after === undefined) return "settled";
    // Whoever could plant such a folder must not reach a file elsewhere with it.
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
    const message = `${shown} was half written when a fix was killed, and could not be mended: ${systemReason(error)}.`;
    const hint = `Its content from before is in ${quotedPath(original)}. Copy it over the file, then run again.`;
    throw new DrydockError("broken", message, hint, error);
  }
}

/** Undefined where there is no such file. */
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

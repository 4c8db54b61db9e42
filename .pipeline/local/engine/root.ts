import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, sep } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { isWithin } from "../files/paths.ts";

/**
 * The folder above the current one that holds `.git`; if the named paths are not in it, the one above them. Without git the
 * current folder, if the paths are in it, otherwise that of the first path.
 */
export function rootOf(here: string, named: readonly string[]): string {
  const holds = (folder: string | undefined) =>
    folder !== undefined && named.every((path) => isWithin(path, folder)) ? folder : undefined;
  const checkout = holds(checkoutOf(here)) ?? holds(named[0] === undefined ? undefined : checkoutOf(named[0]));
  if (checkout !== undefined) return checkout;
  const [first] = named;
  // Who names a part of a disk or of a home does not mean all of it.
  const isWhole = (folder: string) => folder === sep || folder === homedir();
  if (holds(here) !== undefined && (first === undefined || !isWhole(here))) return here;
  const isRoot = first === undefined || (isFolder(first) && [first, dirname(first)].some(isWhole));
  const own = isRoot ? (first ?? here) : dirname(first);
  if (holds(own) !== undefined) return own;
  const hint = "Name paths of one repository in one call.";
  throw new DrydockError("misuse", `The paths ${named.join(", ")} have no folder in common.`, hint);
}

/** The nearest folder with `.git`, from the path on upwards. */
export function checkoutOf(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

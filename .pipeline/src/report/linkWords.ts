import { DrydockError } from "../errors.ts";
import { printable } from "./safeText.ts";

const WHY = {
  absolute: "an absolute path, which leads elsewhere in a copy or container",
  outside: "outside of the source folder",
  missing: "which does not exist",
  excluded: "which is empty or left out",
} as const;

/** Why a symbolic link is not part of the source. */
export type LinkFault = keyof typeof WHY;

/** A path in a sentence: quoted, on one line, a byte that is not valid UTF-8 (a lone surrogate) as `\xe9`. */
export function shownPath(path: string): string {
  const bytes = path.replace(/[\udc80-\udcff]/gu, (odd) => `\\x${(odd.charCodeAt(0) & 0xff).toString(16)}`);
  return `'${printable(bytes)}'`;
}

/** The notice of a link that the tools are not given. */
export function linkLeftOut(path: string, target: string, why: LinkFault): string {
  return specialFileLeftOut(path, `symbolic link to ${shownPath(target)}, ${WHY[why]}`);
}

/** The notice of what the tools are not given because it is something like a socket. */
export function specialFileLeftOut(path: string, what: string): string {
  return `${shownPath(path)} is left out: it is a ${what}.`;
}

/** A link that leads back to where it is: a tool that follows it would never end. */
export function linkLoop(path: string, target: string): DrydockError {
  const message = `The symbolic link ${shownPath(path)} to ${shownPath(target)} is a loop: following it never ends.`;
  return new DrydockError("broken", message, 'Remove the link, or leave it out with "ignore" in drydock.json.');
}

import { DrydockError } from "../errors.ts";
import { printable } from "./safeText.ts";

const WHY = {
  absolute: "an absolute path, which would point elsewhere in a copy or container",
  outside: "outside the repository",
  missing: "which does not exist",
  excluded: "which is empty or excluded",
} as const;

/** Why a symbolic link is not part of the source. */
export type LinkFault = keyof typeof WHY;

/** A path for use in a sentence: quoted, on one line, with bytes that are not valid UTF-8 (lone surrogates) as `\xe9`. */
export function quotedPath(path: string): string {
  const bytes = path.replace(/[\udc80-\udcff]/gu, (byte) => `\\x${(byte.charCodeAt(0) & 0xff).toString(16)}`);
  return `'${printable(bytes)}'`;
}

/** The notice about a link that is not passed on to the tools. */
export function excludedLink(path: string, target: string, why: LinkFault): string {
  return excludedFile(path, `symbolic link to ${quotedPath(target)}, ${WHY[why]}`);
}

/** The notice about something that is not passed on to the tools, such as a socket. */
export function excludedFile(path: string, what: string): string {
  return `${quotedPath(path)} is excluded: it is a ${what}.`;
}

/** The error for a link that leads back to itself: a tool that follows it would never finish. */
export function linkLoop(path: string, target: string): DrydockError {
  const message = `The symbolic link ${quotedPath(path)} to ${quotedPath(target)} is a loop: following it never ends.`;
  return new DrydockError("broken", message, 'Remove the link, or exclude it with "ignore" in drydock.json.');
}

import { maskedEnd } from "../masked.ts";
import type { Output } from "../model.ts";
import type { ParseContext } from "./rows.ts";

/**
 * A tool's path, absolute or relative to the folder it ran in, as a path relative to the repository.
 * A path outside that folder stays as it is.
 */
export function relativePath(path: string, context: ParseContext): string {
  const inside = withoutDots(path.startsWith(`${context.cwd}/`) ? path.slice(context.cwd.length + 1) : path);
  if (path === context.cwd || inside === "" || inside === ".") return context.prefix || ".";
  return inside.startsWith("/") || context.prefix === "" ? inside : `${context.prefix}/${inside}`;
}

/** A tool's text without the folder it ran in, so that it is the same on every machine. */
export function withoutCwd(text: string, context: ParseContext): string {
  return text.replaceAll(`${context.cwd}/`, context.prefix === "" ? "" : `${context.prefix}/`);
}

function withoutDots(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "");
}

const LIMIT = 2000;
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
// Where the config and the tool's environment are means nothing on another machine.
const FOLDER =
  /(?<![^\s'"`:(=])(?:\/[^\s/'"`:]+)+\/(\.pylintrc|black\.toml|mypy\.ini|pyproject\.toml|site-packages\/)/g;

/** The end of what the tool printed: on stderr, or otherwise on stdout, or that it printed nothing. */
export function outputTail(output: Output, context: ParseContext): string {
  return tail(output.stderr, context) || tail(output.stdout, context) || "It printed nothing.";
}

/** The end of a text: at most 2000 characters, from the start of a line, without the machine's folders and secrets in URLs. */
export function tail(text: string, context: ParseContext): string {
  const plain = withoutCwd(maskedEnd(text, 4 * LIMIT), context)
    .replaceAll(ANSI, "")
    .replaceAll(FOLDER, "$1")
    .trim();
  if (plain.length <= LIMIT) return plain;
  const end = plain.slice(1 - LIMIT);
  return `…${end.slice(end.indexOf("\n") + 1)}`;
}

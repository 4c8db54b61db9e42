import type { ParseContext } from "../model/check.ts";

/**
 * A tool's path, absolute or relative to the folder it ran in, as a path relative to the repository.
 * A path outside that folder stays as it is.
 */
export function relativePath(path: string, context: ParseContext): string {
  const inside = withoutDots(path.startsWith(`${context.cwd}/`) ? path.slice(context.cwd.length + 1) : path);
  if (path === context.cwd || inside === "" || inside === ".") return context.prefix || ".";
  return inside.startsWith("/") || context.prefix === "" ? inside : `${context.prefix}/${inside}`;
}

/** A tool's words without the folder it ran in, so that they are the same on every machine. */
export function withoutCwd(text: string, context: ParseContext): string {
  return text.replaceAll(`${context.cwd}/`, context.prefix === "" ? "" : `${context.prefix}/`);
}

function withoutDots(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "");
}

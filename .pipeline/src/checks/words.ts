import { maskedEnd } from "../masked.ts";
import type { Output, ParseContext } from "../model.ts";

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

const LIMIT = 2000;
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
// Where the config and the tool's environment are says nothing on another machine.
const FOLDER =
  /(?<![^\s'"`:(=])(?:\/[^\s/'"`:]+)+\/(\.pylintrc|black\.toml|mypy\.ini|pyproject\.toml|site-packages\/)/g;

/** What the tool said last: of stderr, else of stdout, else that it said nothing. */
export function ownWords(output: Output, context: ParseContext): string {
  return tail(output.stderr, context) || tail(output.stdout, context) || "It printed nothing.";
}

/** The end of a text, 2000 characters at most and from the start of a line, without folders of the machine and the secrets of addresses. */
export function tail(text: string, context: ParseContext): string {
  const plain = withoutCwd(maskedEnd(text, 4 * LIMIT), context)
    .replaceAll(ANSI, "")
    .replaceAll(FOLDER, "$1")
    .trim();
  if (plain.length <= LIMIT) return plain;
  const end = plain.slice(1 - LIMIT);
  return `…${end.slice(end.indexOf("\n") + 1)}`;
}

/** What to do about a plugin that is not in a tool's environment; empty where there is none. `module` as its config names it. */
export function pluginHint(tool: string, module: string | undefined): string {
  if (module === undefined) return "";
  const name = module.split(/[.:]/, 1)[0];
  const lock = `requirements/${tool}.txt in the config folder`;
  return `\nA plugin has to be in ${tool}'s own environment: \`drydock lock ${tool} --with ${name}\` writes ${lock} (the package may be called otherwise than the module).`;
}

/**
 * The notice that belongs to imports which lead nowhere: the application's own dependencies are most often what is
 * missing. `messages` are a tool's, `pattern` has the module's name as its first group; empty when none matches.
 */
export function missingModules(subject: string, messages: readonly string[], pattern: RegExp): readonly string[] {
  const names = messages.map((message) => pattern.exec(message)?.[1]).filter((name) => name !== undefined);
  if (names.length === 0) return [];
  const hint = `Name the application's requirements in drydock.json ("requirements") or by --requirements.`;
  return [`${subject} could not import what is not installed: ${[...new Set(names)].sort().join(", ")}. ${hint}`];
}

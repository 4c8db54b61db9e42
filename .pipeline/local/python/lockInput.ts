import { DrydockError } from "../../src/errors.ts";
import type { Lock } from "../../src/flow/lock.ts";

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const VERSIONS = "(?:===|==|~=|!=|<=|>=|<|>)\\s*[\\w.*+!-]+";
// uv accepts more in such a file, but here only packages from the index are allowed: no URL, path or option.
const PACKAGE = new RegExp(
  `^(${NAME})\\s*(?:\\[\\s*${NAME}(?:\\s*,\\s*${NAME})*\\s*\\])?\\s*(?:${VERSIONS}(?:\\s*,\\s*${VERSIONS})*)?\\s*(?:;[\\w\\s.'"()<>=!~+*-]+)?$`,
);

/** The package that a requirement names, as indexes write it; undefined if it is anything but a package with versions. */
function nameOf(requirement: string): string | undefined {
  return PACKAGE.exec(requirement.trim())?.[1]
    ?.toLowerCase()
    .replaceAll(/[-_.]+/g, "-");
}

interface Additions {
  /** What errors call the list. */
  readonly file: string;
  /** The tool's own package with its version, for a list that does not name it. */
  readonly pin: string;
  readonly more: readonly string[];
}

/**
 * The list of packages that a lock is made from, with what the user asked for in place of what the list has for the same
 * package. Throws for anything that is not a package; does not show the file's text, since the file may be a link.
 */
export function withPackages(text: string | undefined, { file, pin, more }: Additions): string {
  const lines = (text ?? "").split(/\r?\n/).map((line) => ({ line, words: line.replace(/(^|\s)#.*$/, "").trim() }));
  const at = lines.findIndex(({ words }) => words !== "" && nameOf(words) === undefined);
  if (at >= 0) {
    const message = `Line ${at + 1} of ${file} is not the name of a package, with or without versions.`;
    throw new DrydockError("misuse", message, 'Write one package a line, such as "django-stubs>=5,<6".');
  }
  for (const word of more.filter((one) => nameOf(one) === undefined)) {
    const message = `"${word}" is not the name of a package, with or without versions.`;
    throw new DrydockError("misuse", message, "Name packages as in: --with 'django-stubs>=5,<6'.");
  }
  const kept = lines.filter(({ words }) => !more.some((one) => words !== "" && nameOf(one) === nameOf(words)));
  const named = [...kept.map(({ words }) => words), ...more].map(nameOf);
  const own = kept.map(({ line }) => line).join("\n");
  const wanted = [...(named.includes(nameOf(pin)) ? [] : [pin]), ...more];
  const start = own === "" || own.endsWith("\n") ? own : `${own}\n`;
  return wanted.length === 0 ? start : `${start}${wanted.join("\n")}\n`;
}

/** `package==version`, as the lock pins it. */
export function pinOf(name: string, lock: Lock): string {
  return `${name}==${versionsIn(lock).get(name)?.[0]}`;
}

/** How one lock differs from another, in words; empty if they have the same versions. */
export function changesBetween(before: Lock, after: Lock): readonly string[] {
  const [old, now] = [versionsIn(before), versionsIn(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [old.get(name)?.join(", "), now.get(name)?.join(", ")];
    if (was === is) return [];
    if (was === undefined) return [`added ${name} ${is}`];
    return [is === undefined ? `removed ${name} ${was}` : `changed ${name} ${was} to ${is}`];
  });
}

/** The versions of each package: several if they depend on the platform. */
export function versionsIn({ text }: Lock): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [, name = "", version = ""] of text.matchAll(/^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)/gm)) {
    const normal = name.toLowerCase().replaceAll(/[-_.]+/g, "-");
    found.set(normal, [...(found.get(normal) ?? []), version]);
  }
  return found;
}

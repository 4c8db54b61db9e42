import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import { parse, TomlDate, type TomlValue } from "smol-toml";
import type { ConfigPlace } from "../../src/checks/rows.ts";

/** Python's own parser recurses, and cannot read deeper values. */
const MAX_DEPTH = 50;

/**
 * Digest of what tools read of a file in which each has a table or sections; undefined if all of it counts. Two texts with
 * the same digest are the same to the tools: a text that only some parsers of TOML or INI accept counts as a whole.
 */
export function partDigest(bytes: Buffer, path: string, places: readonly ConfigPlace[]): string | undefined {
  if (places.length === 0 || !isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const parts = places.map((place) => partOf(text, place));
  // A plugin may look at more, as pydantic's of mypy does; a tool may be told to read its config for something else.
  if (parts.some((part) => part === undefined || /plugin/i.test(part) || part.includes(path))) return undefined;
  return hash("sha256", JSON.stringify(parts), "hex");
}

function partOf(text: string, { table, sections, alsoReads = [] }: ConfigPlace): string | undefined {
  if (sections !== undefined) return withoutOtherValues(text, sections);
  return table === undefined ? undefined : valuesAt(text, [table, ...alsoReads]);
}

function valuesAt(text: string, paths: readonly (readonly string[])[]): string | undefined {
  if (/^\ufeff|\\[ex]/.test(text) || text.split("\n").some(mayBeNewerToml)) return undefined;
  try {
    const all = parse(text, { integersAsBigInt: true, maxDepth: MAX_DEPTH });
    // Python accepts fewer of them: not the 30th of February.
    if (holdsDate(all)) return undefined;
    return JSON.stringify(paths.map((path) => valueAt(all, path)));
  } catch {
    return undefined;
  }
}

/** Whether a line may belong to an inline table with line breaks or a trailing comma, which TOML allows since 1.1 and most tools do not. */
function mayBeNewerToml(line: string): boolean {
  if (!/[{}]/.test(line)) return false;
  const bare = line.replace(/"[^"\\]*"|'[^']*'/g, "");
  return /["'#]|,\s*\}/.test(bare) || bare.split("{").length !== bare.split("}").length;
}

function holdsDate(value: TomlValue): boolean {
  if (value instanceof TomlDate) return true;
  return typeof value === "object" && Object.values(value).some(holdsDate);
}

/** The value as an unambiguous text. A value where a table should be counts instead of the table. */
function valueAt(value: TomlValue, [name, ...rest]: readonly string[]): string {
  const isTable = typeof value === "object" && !Array.isArray(value);
  if (name === undefined || !isTable) return JSON.stringify(value, (_, inner) => wordFor(inner));
  const own = Object.hasOwn(value, name) ? (value as Readonly<Record<string, TomlValue>>)[name] : undefined;
  return own === undefined ? "" : valueAt(own, rest);
}

/** 1, 1.0 and "1" are three values, and JSON has no word for NaN. */
function wordFor(value: unknown): unknown {
  if (typeof value === "string") return `"${value}`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : `${value}.`;
  return typeof value === "bigint" ? String(value) : value;
}

/**
 * An INI file without the values of other sections, if they are on one line. What is left is read with the same
 * outcome, including errors and their lines: duplicate names, lines that belong to no section.
 */
function withoutOtherValues(text: string, own: RegExp): string | undefined {
  let isOther = false;
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const header = /^\[([^[\]]+)\]\s*$/.exec(line)?.[1];
    // Python finds sections in more lines than these.
    if (header === undefined && /^\s*\[/.test(line)) return undefined;
    if (header !== undefined) isOther = header !== "DEFAULT" && !own.test(header);
    lines.push(isOther ? line.replace(/^([\w.-]+[ \t]*=).*$/s, "$1") : line);
  }
  return lines.join("\n");
}

import { isUtf8 } from "node:buffer";
import { parse } from "smol-toml";
import type { ConfigSetting } from "../../src/checks/rows.ts";

/** What Python calls whitespace: in JavaScript, U+001C to U+001F and U+0085 are not, and U+FEFF is. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING = new RegExp(`^${SPACE}*`);
const TRAILING = new RegExp(`${SPACE}+$`);
const ENDS_IN_SPACE = new RegExp(`(?:^|${SPACE})$`);
const OPTION = new RegExp(`^(.*?)${SPACE}*[=:]${SPACE}*(.*)$`, "s");
/** Where Python's str.splitlines splits a text; a file that is read line by line is split only at the first three. */
const SPLITLINES = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/;

/** The text of a config file. Throws if it is not UTF-8. */
export function configText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new TypeError("not valid UTF-8");
  return bytes.toString().replace(/^\ufeff/, "");
}

/**
 * As Python's configparser reads it: names in lower case, a deeper line continues the value above it. `inlineComments`
 * is for a tool that gives it `inline_comment_prefixes=("#", ";")`. `%` is left as it is. `sections`: only those.
 */
export function readIni(
  text: string,
  { inlineComments, sections }: { readonly inlineComments: boolean; readonly sections?: RegExp },
): readonly ConfigSetting[] {
  const found: { name: string; lines: string[] }[] = [];
  let [inSection, open, indent, counts] = [false, false, 0, true];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const comment = /^[#;]/.test(trim(line)) ? 0 : inlineComments ? inlineComment(line) : -1;
    const words = trim(comment < 0 ? line : line.slice(0, comment));
    const depth = (LEADING.exec(line) as RegExpExecArray)[0].length;
    if (words === "" || (open && depth > indent)) {
      if (open && counts && (words !== "" || comment < 0)) found.at(-1)?.lines.push(words);
      continue;
    }
    indent = depth;
    open = !/^\[.+\]/s.test(words);
    if (!open) {
      inSection = true;
      counts = sections?.test(words.slice(1, words.lastIndexOf("]"))) !== false;
      continue;
    }
    const setting = option(words, inSection);
    if (counts) found.push(setting);
  }
  return found.map(({ name, lines }) => ({
    path: [name.toLowerCase()],
    value: lines.join("\n").replace(TRAILING, ""),
  }));
}

/** As pytest's iniconfig reads it: each indented line continues the value above it, names are kept as written. */
export function readPytestIni(text: string): readonly ConfigSetting[] {
  const found: { name: string; lines: string[] }[] = [];
  let [inSection, open] = [false, false];
  for (const line of text.split(SPLITLINES)) {
    const words = trim(line);
    if (words === "" || /^[#;]/.test(words)) continue;
    const isHeader = /^\[.*\]$/s.test(trim(line.replace(/[#;].*$/s, "")));
    if (line.startsWith("[") && isHeader) [inSection, open] = [true, false];
    else if (line.startsWith("[") || trim(line.slice(0, 1)) === "") {
      if (!open) throw new SyntaxError(`nothing is continued by: ${words}`);
      found.at(-1)?.lines.push(words);
    } else {
      found.push(option(words, inSection));
      open = true;
    }
  }
  return found.map(({ name, lines }) => ({ path: [name], value: lines.filter((words) => words !== "").join("\n") }));
}

/** The settings below a table, such as `tool.ruff`; none if there is no such table. */
export function readToml(text: string, table: readonly string[]): readonly ConfigSetting[] {
  let at: unknown = parse(text);
  for (const name of table) at = (at as Readonly<Record<string, unknown>> | undefined)?.[name];
  return settingsIn(at, []);
}

function settingsIn(value: unknown, path: readonly string[]): readonly ConfigSetting[] {
  if (typeof value === "string" || typeof value === "number") return [{ path, value: String(value) }];
  if (Array.isArray(value)) return value.flatMap((item) => settingsIn(item, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => settingsIn(below, [...path, name]));
}

/**
 * Where a comment begins after other words; -1 if none does. Python before 3.13 tries the first "#" and the first ";",
 * then the second of each, and so on, and may pass over an earlier one: "a;b ; c # d" has the comment "# d".
 */
function inlineComment(line: string): number {
  let signs = ["#", ";"].map((sign) => ({ sign, at: line.indexOf(sign) }));
  while (true) {
    const found = signs.filter(({ at }) => at >= 0);
    if (found.length === 0) return -1;
    const comments = found.filter(({ at }) => ENDS_IN_SPACE.test(line.slice(0, at)));
    if (comments.length > 0) return Math.min(...comments.map(({ at }) => at));
    signs = found.map(({ sign, at }) => ({ sign, at: line.indexOf(sign, at + 1) }));
  }
}

function option(words: string, inSection: boolean) {
  const [, name = "", value = ""] = OPTION.exec(words) ?? [];
  if (!inSection || name === "") throw new SyntaxError(`not a setting of a section: ${words}`);
  return { name, lines: [value] };
}

function trim(text: string): string {
  return text.replace(LEADING, "").replace(TRAILING, "");
}

import { DrydockError } from "../errors.ts";

/*
 * Text from tools and files goes to terminals, logs and CI pages. Control characters (escape sequences), direction marks
 * and invisible characters could hide or fake text there, so they are escaped. The joiners U+200C and U+200D are needed
 * by scripts and emoji and are harmless. U+FFFE and U+FFFF are not characters, and XML forbids them.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu;

/** Nearly all texts, and much faster to see than what is unsafe. */
const PLAIN = /^[ -~]*$/;

const NAMES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Untrusted text on one line, without anything that a terminal interprets: ESC is `\x1b`, a newline `\n`. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, (character) => NAMES[character] ?? escaped(character));
}

/** Untrusted text of several lines, each printable and without trailing space; no empty line at either end. */
export function printableLines(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.trim() === "" ? [] : [text.trimEnd()];
  const lines = text.split(/\r?\n/).map((line) => printable(line).trimEnd());
  let first = 0;
  let end = lines.length;
  while (first < end && lines[first] === "") first += 1;
  while (end > first && lines[end - 1] === "") end -= 1;
  return lines.slice(first, end);
}

/** JSON text whose strings contain nothing that a terminal or a CI log interprets; it parses to the same value. */
export function printableJson(json: string): string {
  const unit = (character: string, at: number) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return json
    .replaceAll("##[", "#\\u0023[")
    .replace(UNSAFE, (c) => (c === "\n" ? c : c.length === 1 ? unit(c, 0) : unit(c, 0) + unit(c, 1)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

/*
 * RFC 3986, minus what no web page needs and what a report format might misread: quotes, brackets outside the host, and
 * user names before the host, which make https://good.example@evil.example look like another site.
 */
const HOST = /(?:[\w.-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?/.source;
const REST = /(?:[\w.~:/?@!$&()*+,;=-]|%[\dA-Fa-f]{2})*/.source;
const WEB = new RegExp(`^https?://${HOST}(?:[/?]${REST})?(?:#${REST})?$`);

/** An editor's address of a file. No other form: `vscode://extension/…` would run what an extension offers. */
const EDITOR = new RegExp(`^(?:(?:vscode|cursor)://file/|idea://open\\?file=)${REST}$`);

/** A URL given by a tool, if it is safe to use: http(s), printable ASCII, no space, quote or bracket. */
export function safeUrl(url: string | undefined): string | undefined {
  return url !== undefined && WEB.test(url) ? url : undefined;
}

/** A path in the repository as a relative URI: no part of it can be read as a scheme, host, query or fragment. */
export function uriPath(path: string): string {
  const encoded = path.split(/(\/|\p{Cs})/u).map(encodedPart);
  // With a leading / it would start at another root, or name another host.
  const relative = encoded.join("").replace(/^\/+/, (slashes) => "%2F".repeat(slashes.length));
  return relative.replaceAll("'", "%27");
}

/** A byte of a file name that is not valid UTF-8 is U+DC00 + byte in a path. Any other lone surrogate is invalid. */
function encodedPart(text: string): string {
  if (text === "/") return text;
  if (!/^\p{Cs}$/u.test(text)) return encodeURIComponent(text);
  const byte = text.charCodeAt(0) - 0xdc00;
  return byte >= 0x80 && byte <= 0xff ? `%${byte.toString(16).toUpperCase()}` : "%EF%BF%BD";
}

/** The URL of a line: the template with `{path}` and `{line}` filled in; undefined if it leads neither to the web nor to an editor. */
export function lineLink(template: string | undefined, path: string, line: number): string | undefined {
  const values: Readonly<Record<string, string>> = { path: uriPath(path), line: String(line) };
  const url = template?.replace(/\{(path|line)\}/g, (_, name: string) => values[name] ?? "");
  return url !== undefined && EDITOR.test(url) ? url : safeUrl(url);
}

/** The template of line URLs, unchanged; undefined if it is empty. Throws `misuse` if it cannot give the URL of a line. */
export function requireLineUrl(template: string | undefined): string | undefined {
  if (template === undefined || template === "") return undefined;
  if (template.includes("{path}") && lineLink(template, "a", 1) !== undefined) return template;
  const message = `The line URL "${template}" is not an address of the web or of an editor with {path} in it.`;
  const hint =
    "Examples: https://gitlab.example/group/app/-/blob/main/{path}#L{line}, vscode://file/home/me/app/{path}:{line}, " +
    "cursor://file/home/me/app/{path}:{line}, idea://open?file=/home/me/app/{path}&line={line}";
  throw new DrydockError("misuse", message, hint);
}

/*
 * What tools and files say goes to terminals, logs and CI pages. Controls (escape sequences), direction marks and
 * invisible characters could hide or fake text there, so they are shown as what they are. The joiners U+200C and
 * U+200D are needed by scripts and emoji and move nothing. U+FFFE and U+FFFF are not characters, and XML forbids them.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu;

const NAMES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Untrusted text on one line, with nothing in it that a terminal obeys: ESC is `\x1b`, a newline `\n`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => NAMES[character] ?? escaped(character));
}

/** Untrusted text of several lines, each printable and without trailing space; no empty line at either end. */
export function printableLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => printable(line).trimEnd());
  let first = 0;
  let end = lines.length;
  while (first < end && lines[first] === "") first += 1;
  while (end > first && lines[end - 1] === "") end -= 1;
  return lines.slice(first, end);
}

/** JSON text whose strings hold nothing that a terminal or a CI's log obeys; it parses to the same value. */
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
 * RFC 3986, less what no address of a page needs and what a format might take for its own: quotes, brackets outside of a
 * host, and names before the host, which make https://good.example@evil.example look like what it is not.
 */
const HOST = /(?:[\w.-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?/.source;
const REST = /(?:[\w.~:/?@!$&()*+,;=-]|%[\dA-Fa-f]{2})*/.source;
const WEB = new RegExp(`^https?://${HOST}(?:[/?]${REST})?(?:#${REST})?$`);

/** What a tool calls an address, only when it can be nothing else: http(s), printable ASCII, no space, quote or bracket. */
export function safeUrl(url: string | undefined): string | undefined {
  return url !== undefined && WEB.test(url) ? url : undefined;
}

/** A path in the repository as a relative URI: nothing in it is a scheme, a host, a query or a fragment. */
export function uriPath(path: string): string {
  const encoded = path.split(/(\/|\p{Cs})/u).map(encodedPart);
  // One that began with / would be that of another root, or of another host.
  const relative = encoded.join("").replace(/^\/+/, (slashes) => "%2F".repeat(slashes.length));
  return relative.replaceAll("'", "%27");
}

/** A byte of a file name that is not valid UTF-8 is U+DC00 + byte in a path. Any other half of a surrogate pair stands for nothing. */
function encodedPart(text: string): string {
  if (text === "/") return text;
  if (!/^\p{Cs}$/u.test(text)) return encodeURIComponent(text);
  const byte = text.charCodeAt(0) - 0xdc00;
  return byte >= 0x80 && byte <= 0xff ? `%${byte.toString(16).toUpperCase()}` : "%EF%BF%BD";
}

/** Where a line can be looked at: the template with `{path}` and `{line}` filled in; undefined when that is not a web address. */
export function lineLink(template: string | undefined, path: string, line: number): string | undefined {
  const values: Readonly<Record<string, string>> = { path: uriPath(path), line: String(line) };
  return safeUrl(template?.replace(/\{(path|line)\}/g, (_, name: string) => values[name] ?? ""));
}

/** Whether that can be the address of any line: http(s), and it says which file. */
export function isLineUrl(template: string): boolean {
  return template.includes("{path}") && lineLink(template, "a", 1) !== undefined;
}

/*
 * What tools and files say goes to terminals, logs and CI pages. Controls (escape sequences), direction marks and
 * invisible characters could hide or fake text there, so they are shown as what they are. The joiners U+200C and
 * U+200D are needed by scripts and emoji and move nothing. U+FFFE and U+FFFF are no characters, and forbidden in XML.
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

import { isUtf8 } from "node:buffer";

// A file name is bytes. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, as Python's surrogateescape
// does: no two names meet in one string, and the bytes can be had back to open the file.
const LONE = /(\p{Surrogate})/u;

/** A file name from the disk, as a string. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let name = "";
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const character = bytes.subarray(at, at + lengthFrom(lead));
    const good = isUtf8(character);
    name += good ? character.toString() : String.fromCharCode(0xdc00 + lead);
    at += good ? character.length : 1;
  }
  return name;
}

/** The same name for `node:fs`: the string, or its bytes where the string would not lead to the file. */
export function osPath(path: string): string | Buffer {
  if (!LONE.test(path)) return path;
  const parts = path.split(LONE).map((part) => {
    return LONE.test(part) ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part);
  });
  return Buffer.concat(parts);
}

/** Whether all bytes of a path are valid UTF-8. */
export function isUtf8Name(path: string): boolean {
  return !LONE.test(path);
}

/** A path in a sentence, on one line: quoted, control characters escaped, odd bytes as U+FFFD. */
export function shownPath(path: string): string {
  const plain = path.replace(/\p{Surrogate}/gu, "\ufffd");
  return `'${plain.replace(/[\x00-\x1f\x7f]/g, (control) => JSON.stringify(control).slice(1, -1))}'`;
}

function lengthFrom(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

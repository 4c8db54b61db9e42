import { isUtf8 } from "node:buffer";
import { realpathSync } from "node:fs";

// A file name is bytes. A byte that is not valid UTF-8 becomes the lone surrogate U+DC00 + byte, as Python's surrogateescape
// does: different names never become the same string, and the bytes can be recovered to open the file.
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

function lengthFrom(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** The path for `node:fs`: the string, or its bytes if the string would not lead to the file. */
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

// Paths of a tree are relative to its root, which is "".

/** The folder that contains a path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function pathIn(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** All parent folders of the paths, parents first, without the root. */
export function foldersAbove(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) folders.add(path.slice(0, at));
  }
  return folders;
}

/** Whether a path is a folder or below it. Both must be free of links. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** The absolute path without any link in it. Throws the system's error if the target does not exist (ENOENT, ELOOP). */
export function realPath(path: string): string {
  return decodeName(realpathSync.native(osPath(path), "buffer"));
}

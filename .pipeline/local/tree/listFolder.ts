import { type Dirent, readdirSync } from "node:fs";
import { decodeName, osPath } from "./pathName.ts";

export interface FolderItem {
  /** As in pathName.ts. */
  readonly name: string;
  readonly type: "file" | "folder" | "link" | "socket" | "named pipe" | "device";
}

/** What a folder holds. Throws the system's error. */
export function listFolder(path: string): readonly FolderItem[] {
  const entries = readdirSync(osPath(path), { withFileTypes: true });
  // U+FFFD may stand for bytes that are no UTF-8.
  if (!entries.some((entry) => entry.name.includes("\ufffd"))) {
    return entries.map((entry) => ({ name: entry.name, type: typeOf(entry) }));
  }
  const exact = readdirSync(osPath(path), { withFileTypes: true, encoding: "buffer" });
  return exact.map((entry) => ({ name: decodeName(entry.name), type: typeOf(entry) }));
}

function typeOf(entry: Dirent | Dirent<Buffer>): FolderItem["type"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "link";
  if (entry.isSocket()) return "socket";
  return entry.isFIFO() ? "named pipe" : "device";
}

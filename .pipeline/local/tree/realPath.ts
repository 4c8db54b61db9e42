import { realpathSync } from "node:fs";
import { decodeName, osPath } from "./pathName.ts";

/** The absolute path without any link in it. Throws the system's error when it leads nowhere (ENOENT, ELOOP). */
export function realPath(path: string): string {
  return decodeName(realpathSync.native(osPath(path), "buffer"));
}

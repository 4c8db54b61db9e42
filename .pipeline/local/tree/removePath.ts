import { chmodSync, lstatSync, rmdirSync, unlinkSync } from "node:fs";
import { listFolder } from "./listFolder.ts";
import { osPath } from "./pathName.ts";

/** Removes a file, link or folder with all below, also what a tool made read-only. Follows no link. */
export function removePath(path: string): void {
  const place = osPath(path);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    unlinkSync(place);
    return;
  }
  if ((stat.mode & 0o700) !== 0o700) chmodSync(place, 0o700);
  for (const { name } of listFolder(path)) removePath(`${path}/${name}`);
  rmdirSync(place);
}

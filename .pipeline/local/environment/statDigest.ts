import { createHash } from "node:crypto";
import { constants, lstatSync } from "node:fs";
import { listFolder } from "../tree/listFolder.ts";
import { osPath } from "../tree/pathName.ts";
import { realPath } from "../tree/realPath.ts";

const MOST = 10_000;

/**
 * A digest of a file or folder by stats alone: no write leaves the ctime of a file as it was. Links are followed. Undefined
 * where more is to be looked at than is done in a moment, or where it can't be looked at.
 */
export async function statDigest(path: string, pause: () => Promise<void> | undefined): Promise<string | undefined> {
  const digest = createHash("sha256");
  const seen = new Set<string>();
  const open = [path];
  try {
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (seen.size > MOST) return undefined;
      await pause();
      const { dev, ino, size, ctimeMs, mode } = lstatSync(osPath(at));
      const kind = mode & constants.S_IFMT;
      // A folder is what is in it.
      digest.update(JSON.stringify(kind === constants.S_IFDIR ? [at] : [at, dev, ino, size, ctimeMs, mode]));
      if (kind === constants.S_IFLNK) open.push(realPath(at));
      if (kind !== constants.S_IFDIR) continue;
      const names = listFolder(at).map(({ name }) => `${at}/${name}`);
      if (names.length > MOST) return undefined;
      open.push(...names.sort());
    }
    return digest.digest("hex");
  } catch {
    return undefined;
  }
}

import { randomUUID } from "node:crypto";
import { closeSync, constants, openSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { discard } from "./discard.ts";
import { osPath } from "./pathName.ts";

/** New content that lies beside the file it is for, with its mode and owner, safe on the disk. */
export interface PreparedWrite {
  /** As the user knows it, relative to the root. */
  readonly path: string;
  /** The file itself, absolute, no link in it. */
  readonly real: string;
  readonly temporary: string;
  readonly content: Buffer;
  /** sha256 of the content that was fixed, hex. */
  readonly expected: string;
  /** A new file would lose the other names (hard links) or the owner: the content goes into the old one. */
  readonly inPlace: boolean;
}

/** What prepareWrite is to write where. */
export type WriteRequest = Pick<PreparedWrite, "path" | "real" | "content" | "expected">;

/** Throws the system's error, and leaves no file then. */
export async function prepareWrite(request: WriteRequest): Promise<PreparedWrite> {
  const { real } = request;
  const stat = statSync(osPath(real));
  // A rename would pass over that the file itself is read-only; opening it as it is changes nothing.
  closeSync(openSync(osPath(real), constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  const temporary = `${real.slice(0, real.lastIndexOf("/"))}/.drydock-${randomUUID()}.tmp`;
  const handle = await open(osPath(temporary), "wx", 0o600);
  try {
    const owned = await giveTo(handle, stat.uid, stat.gid);
    await handle.writeFile(request.content);
    await handle.chmod(stat.mode & 0o7777);
    await handle.datasync();
    return { ...request, temporary, inPlace: stat.nlink > 1 || !owned };
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Whether the file belongs to user and group now. */
async function giveTo(handle: FileHandle, uid: number, gid: number): Promise<boolean> {
  const own = await handle.stat();
  if (own.uid === uid && own.gid === gid) return true;
  return handle.chown(uid, gid).then(
    () => true,
    () => false,
  );
}

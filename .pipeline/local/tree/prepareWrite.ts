import { closeSync, constants, openSync, statSync } from "node:fs";
import { chmod, type FileHandle, open } from "node:fs/promises";
import { osPath } from "./pathName.ts";

/** New content that lies in the staging folder, safe on the disk. */
export interface PreparedWrite {
  /** As the user knows it, relative to the root. */
  readonly path: string;
  /** The file itself, absolute, no link in it. */
  readonly real: string;
  /** Ends in `.fixed`. */
  readonly temporary: string;
  readonly content: Buffer;
  /** sha256 of the content that was fixed, hex. */
  readonly expected: string;
  /** A new file would lose other names (hard links), the owner, an access list or other attributes: the content goes into the old one. */
  readonly inPlace: boolean;
}

/** What is to be written where. */
export type WriteRequest = Pick<PreparedWrite, "path" | "real" | "content" | "expected">;

/** Gives each second file the access list and the other extended attributes of the first; whether it has them all now. */
export type CarryAttributes = (pairs: readonly (readonly [from: string, to: string])[]) => Promise<readonly boolean[]>;

/** A file in the staging folder that nobody but us can read yet. `mode` is the one to come; undefined where it may not take the old one's place. */
export interface Laid extends WriteRequest {
  readonly temporary: string;
  readonly mode: number | undefined;
}

/** Throws the system's error. */
export async function layFile(request: WriteRequest, temporary: string): Promise<Laid> {
  const { real } = request;
  const stat = statSync(osPath(real));
  // A rename would pass over that the file itself is read-only; opening it as it is changes nothing.
  closeSync(openSync(osPath(real), constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  const handle = await open(osPath(temporary), "wx", 0o600);
  try {
    const owned = await giveTo(handle, stat.uid, stat.gid);
    await handle.writeFile(request.content);
    await handle.datasync();
    return { ...request, temporary, mode: stat.nlink > 1 || !owned ? undefined : stat.mode & 0o7777 };
  } finally {
    await handle.close();
  }
}

/**
 * Gives the files their attributes and then their modes. In this order: beside an access list, the bits for the group
 * are its mask, and a file without the list would give them to the group.
 */
export async function dressFiles(laid: readonly Laid[], carry: CarryAttributes): Promise<readonly PreparedWrite[]> {
  const whole = laid.filter(({ mode }) => mode !== undefined);
  const carried = await carry(whole.map(({ real, temporary }) => [real, temporary] as const));
  const ready = new Set(whole.filter((_, index) => carried[index] === true));
  return Promise.all(
    laid.map(async (one) => {
      const { mode, ...write } = one;
      const inPlace = mode === undefined || !ready.has(one);
      if (!inPlace) await chmod(write.temporary, mode);
      return { ...write, inPlace };
    }),
  );
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

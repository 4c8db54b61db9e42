import { DrydockError, outOfFiles } from "../../src/errors.ts";
import { shownPath } from "./pathName.ts";

/** The code of a failed system call, such as `ENOENT`; empty for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A part of the user's tree that cannot be read. `path` is relative to the root. */
export function unreadable(path: string, error: unknown): DrydockError {
  const readable = 'Make it readable, or leave it out with "ignore" in drydock.json.';
  const hint = outOfFiles(error) ? "Raise the limit of open files: ulimit -n 1024." : readable;
  return new DrydockError("broken", `Cannot read ${shownPath(path)}: ${reasonOf(error)}.`, hint, error);
}

/** Why a system call failed, in words and with its code. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const words = WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EIO: "the disk gives an input/output error",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "the path is too long",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENOENT: "no such file or folder",
  ENOTDIR: "not a folder",
  EISDIR: "it is a folder",
  EMFILE: "too many open files",
};

import { DrydockError, outOfFiles } from "../../src/errors.ts";
import { quotedPath } from "../../src/report/linkMessages.ts";

/** The code of the failed system call behind an error, such as `ENOENT`; empty if there is none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/** The error for a part of the user's tree that cannot be read. `path` is relative to the root. */
export function unreadable(path: string, error: unknown): DrydockError {
  const readable = 'Make it readable, or exclude it with "ignore" in drydock.json.';
  const hint = outOfFiles(error) ? "Raise the limit of open files: ulimit -n 1024." : readable;
  return new DrydockError("broken", `Cannot read ${quotedPath(path)}: ${systemReason(error)}.`, hint, error);
}

/** Why a system call failed, in words and with its code. */
export function systemReason(error: unknown): string {
  const code = codeOf(error);
  const words = WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EIO: "input/output error on the disk",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "the path is too long",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ENOENT: "no such file or folder",
  ENOTDIR: "not a folder",
  EISDIR: "is a folder",
  EMFILE: "too many open files",
};

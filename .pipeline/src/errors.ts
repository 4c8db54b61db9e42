import { masked } from "./masked.ts";
import type { Fault } from "./model.ts";

/**
 * An error for people: what failed, on what, why, and what to do next. Secrets in URLs are masked.
 * `kind` decides the exit code: `misuse` and `broken` 2, `interrupted` 130.
 */
export class DrydockError extends Error {
  readonly kind: "misuse" | "broken" | "interrupted";
  /** What to do next; empty when there is nothing to add. */
  readonly hint: string;

  constructor(kind: DrydockError["kind"], message: string, hint = "", cause?: unknown) {
    super(masked(message), cause === undefined ? undefined : { cause });
    this.name = "DrydockError";
    this.kind = kind;
    this.hint = masked(hint);
  }
}

/**
 * Whether a thrown value is a DrydockError. Compares the name, not the class: the bundled CLI contains the class twice, once
 * in the part that is always loaded and once in the part that is loaded on demand.
 */
export function isDrydockError(error: unknown): error is DrydockError {
  return error instanceof Error && error.name === "DrydockError";
}

/** Why a file breaks every check that covers it, and what to do. Bytes of its name that are not valid UTF-8 are shown as `\xe9`. */
export function faultMessage(path: string, fault: Fault): string {
  const shown = path
    .replace(/\p{Surrogate}/gu, (byte) => `\\x${(byte.charCodeAt(0) & 0xff).toString(16)}`)
    .replace(/[\x00-\x1f\x7f]/g, (control) => JSON.stringify(control).slice(1, -1));
  // Most tools ignore a NUL byte inside a string; Ruff and mypy crash on such a name.
  return fault === "nul"
    ? `${shown} contains a NUL byte, which Python source must not. Rewrite the file, or add it to "ignore" in drydock.json.`
    : `${shown} was not checked: its name is not valid UTF-8. Rename it, or exclude it with a pattern in "ignore" in drydock.json.`;
}

/** The message of whatever was thrown, to be embedded in another message; secrets in URLs are masked. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return masked(String(error));
  const message = masked(error.message);
  return outOfFiles(error) ? `${message} (raise the limit of open files: ulimit -n 1024)` : message;
}

/** What went wrong and, on a separate line, what to do next. */
export function messageWithHint(error: unknown): string {
  const hint = isDrydockError(error) ? error.hint : "";
  return hint === "" ? causeOf(error) : `${causeOf(error)}\n${hint}`;
}

/** Whether this process or the whole machine has reached its limit of open files. */
export function outOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

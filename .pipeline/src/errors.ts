import { masked } from "./masked.ts";
import type { Fault } from "./model.ts";

/**
 * An error for people: what failed, on what, why, and what to do next. It tells no secret that an address holds.
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
 * Whether a thrown value is one of ours. By name, not by class: the bundled CLI holds the class twice, once in the part
 * that is always loaded and once in the part that is loaded when there is work.
 */
export function isDrydockError(error: unknown): error is DrydockError {
  return error instanceof Error && error.name === "DrydockError";
}

/** Why a file breaks each check it belongs to, and what to do. Bytes of its name that are not valid UTF-8 are shown as `\xe9`. */
export function faultOf(path: string, fault: Fault): string {
  const shown = path
    .replace(/\p{Surrogate}/gu, (odd) => `\\x${(odd.charCodeAt(0) & 0xff).toString(16)}`)
    .replace(/[\x00-\x1f\x7f]/g, (control) => JSON.stringify(control).slice(1, -1));
  // Most tools pass over the byte where it stands in a string; Ruff and mypy end themselves over the name.
  return fault === "nul"
    ? `${shown} holds a NUL byte, which no Python source may. Write the file anew, or name it under "ignore" in drydock.json.`
    : `${shown} was not checked: its name is not valid UTF-8. Rename it, or leave it out with a pattern under "ignore" in drydock.json.`;
}

/** The first sentence of whatever was thrown, for a message that goes on with it; without the secrets of addresses. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return masked(String(error));
  const message = masked(error.message);
  return outOfFiles(error) ? `${message} (raise the limit of open files: ulimit -n 1024)` : message;
}

/** What was thrown as sentences for people: what went wrong and, on a line of its own, what to do next. */
export function sentencesOf(error: unknown): string {
  const hint = isDrydockError(error) ? error.hint : "";
  return hint === "" ? causeOf(error) : `${causeOf(error)}\n${hint}`;
}

/** Whether this process, or the whole machine, has more files open than it may. */
export function outOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

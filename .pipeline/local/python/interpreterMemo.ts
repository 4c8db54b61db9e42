import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Interpreter } from "./interpreter.ts";
import type { Candidate } from "./pythonCandidates.ts";

const VERSION = 1;

/** What was found last, so that a run in which nothing changed starts no process. */
export interface InterpreterMemo {
  /** By wanted version: what was chosen, and from what. */
  readonly chosen: Readonly<Record<string, Choice>>;
  /** By wanted version: when its download failed, in milliseconds since 1970. */
  readonly failedDownloads: Readonly<Record<string, number>>;
}

interface Choice {
  readonly interpreter: Interpreter;
  /** A line for the interpreter and for each candidate there was. */
  readonly seen: readonly string[];
}

/** The memo; an empty one where there is none that can be read. */
export function readMemo(file: string): InterpreterMemo {
  try {
    const memo = JSON.parse(readFileSync(file, "utf8"));
    const { chosen, failedDownloads } = memo;
    if (memo.version !== VERSION || typeof failedDownloads !== "object") return { chosen: {}, failedDownloads: {} };
    const valid = Object.entries(chosen as Record<string, Choice>).filter(([, choice]) => isChoice(choice));
    return { chosen: Object.fromEntries(valid), failedDownloads: failedDownloads ?? {} };
  } catch {
    return { chosen: {}, failedDownloads: {} };
  }
}

/** Written whole or not at all; where it can't be, the next run looks again. */
export function writeMemo(file: string, memo: InterpreterMemo): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ version: VERSION, ...memo }));
    renameSync(temporary, file);
  } catch {
    discard(temporary);
  }
}

/** What the choice of an interpreter depends on, in a form that can be compared. */
export function seen(interpreter: string, candidates: readonly Candidate[]): readonly string[] {
  const stat = statSync(interpreter, { throwIfNoEntry: false });
  const lines = candidates.map(({ path, real, mtimeMs, size }) => JSON.stringify([path, real, mtimeMs, size]));
  return [JSON.stringify([interpreter, stat?.mtimeMs ?? null, stat?.size ?? null]), ...lines];
}

function isChoice(choice: unknown): choice is Choice {
  const { interpreter, seen: lines } = (choice ?? {}) as Partial<Choice>;
  if (!Array.isArray(lines) || interpreter === undefined) return false;
  const { path, version, wanted, matches } = interpreter;
  return [path, version, wanted].every((text) => typeof text === "string") && typeof matches === "boolean";
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written nothing can be removed.
  }
}

import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { ImageTool } from "../../src/checks/rows.ts";
import { DrydockError } from "../../src/errors.ts";
import type { CarryAttributes } from "../files/staging.ts";
import { askProgram } from "../process/runProcess.ts";
import type { Env } from "./interpreter.ts";

/** A program of the user that replaces a tool's image. */
export interface HostProgram {
  /** Absolute path of the program itself, not of a version manager's shim. */
  readonly path: string;
  readonly version: string;
}

const ASK_MS = 10_000;
const CARRY_MS = 60_000;

/** The tool's program on the user's PATH. Throws `broken`, with what to do, if there is no usable one. */
export async function hostProgram(tool: ImageTool, env: Env, signal: AbortSignal): Promise<HostProgram> {
  const { program, oldest } = tool;
  // A relative entry of PATH would mean something else in each folder.
  const folders = (env.PATH ?? "").split(":").filter(isAbsolute);
  const path = folders.map((folder) => join(folder, program)).find(isExecutable);
  if (path === undefined) throw unusable(tool, `The program ${program} is needed, but it is not on PATH.`);
  const answer = (await askProgram(path, tool.ask, env, ASK_MS, signal)) ?? "";
  const [, version, itself] = /^drydock-tool\t(\d+\.\d+[^\t\n]*)\t(\/[^\n]*)$/m.exec(answer) ?? [];
  if (version === undefined || itself === undefined)
    throw unusable(tool, `The program ${path} does not print its version, so it is not a working ${program}.`);
  if (new Intl.Collator("en", { numeric: true }).compare(version, oldest) < 0)
    throw unusable(tool, `The program ${path} is version ${version}; the oldest that is supported is ${oldest}.`);
  return { path: itself, version };
}

/** Whether the path is a file that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function unusable({ install }: ImageTool, message: string): DrydockError {
  const others = 'use the Dagger engine, which includes its own, or remove the check from "checks" in drydock.json.';
  return new DrydockError("broken", message, `${install}, ${others}`);
}

/**
 * Copies access lists and extended attributes, which Node does not support, by one call of Python for all files. The pairs are
 * passed in a file next to the first new one. On any failure, the answer is that nothing was copied.
 */
export function carryAttributes(python: string, script: string, env: Env, signal: AbortSignal): CarryAttributes {
  return async (pairs) => {
    const [first] = pairs;
    if (first === undefined) return [];
    const list = `${dirname(first[1])}/pairs.json`;
    writeFileSync(list, JSON.stringify(pairs), { flag: "wx" });
    // In UTF-8 mode whatever the locale: the JSON represents names that are not UTF-8 as Python does.
    const answer = await askProgram(python, ["-I", "-S", "-X", "utf8", script, list], env, CARRY_MS, signal);
    return pairs.map((_, index) => answer?.[index] === "1");
  };
}

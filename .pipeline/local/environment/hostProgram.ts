import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import type { ImageTool } from "../../src/tools.ts";
import { askProgram } from "../process/askProgram.ts";

/** A program of the user's that stands in for a tool's image. */
export interface HostProgram {
  /** Absolute, the program itself and no shim of a version manager. */
  readonly path: string;
  readonly version: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const LIMIT_MS = 10_000;

/** The tool's program on the user's PATH. Throws `broken`, with what to do, where there is none that will do. */
export async function hostProgram(tool: ImageTool, env: Env, signal: AbortSignal): Promise<HostProgram> {
  const { program, oldest } = tool;
  const path = onPath(program, env);
  if (path === undefined) throw unusable(tool, `The program ${program} is needed, and there is none on PATH.`);
  const found = await ask(path, tool, env, signal);
  if (found === undefined)
    throw unusable(tool, `The program ${path} does not tell its version, so it is no ${program}.`);
  if (isOlder(found.version, oldest)) {
    throw unusable(tool, `The program ${path} is version ${found.version}, and ${oldest} is the oldest that will do.`);
  }
  return found;
}

function onPath(program: string, env: Env): string | undefined {
  // A relative entry would mean something else in each folder.
  const folders = (env["PATH"] ?? "").split(":").filter(isAbsolute);
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function ask(path: string, tool: ImageTool, env: Env, signal: AbortSignal): Promise<HostProgram | undefined> {
  const stdout = await askProgram(path, tool.ask, env, LIMIT_MS, signal);
  const [, version = "", itself = ""] = /^drydock-tool\t(\d+\.\d+[^\t\n]*)\t(\/[^\n]*)$/m.exec(stdout ?? "") ?? [];
  return version === "" ? undefined : { path: itself, version };
}

function isOlder(version: string, oldest: string): boolean {
  return new Intl.Collator("en", { numeric: true }).compare(version, oldest) < 0;
}

function unusable({ install }: ImageTool, message: string): DrydockError {
  const others = 'use the Dagger engine, which brings its own, or leave the check out of "checks" in drydock.json.';
  return new DrydockError("broken", message, `${install}, ${others}`);
}

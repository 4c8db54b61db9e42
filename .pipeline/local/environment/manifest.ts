import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Raise it when environments are made in another way; older ones are then made again. */
export const ENVIRONMENT_VERSION = 2;

const MARKER = "drydock-environment.json";

/** What stands in an environment; written last, so that a folder with it is complete. */
export interface Manifest {
  readonly version: number;
  /** What the environment is for: a tool's name, `application`, `uv`. */
  readonly purpose: string;
  /** Full version of the Python it was made with; empty when it needs none. */
  readonly python: string;
  /** Path relative to the environment → bytes. No links, and no bytecode, which Python renews by itself. */
  readonly files: Readonly<Record<string, number>>;
}

/** Lists the environment's files and seals it with the list. */
export function writeManifest(folder: string, purpose: string, python: string): void {
  const manifest: Manifest = { version: ENVIRONMENT_VERSION, purpose, python, files: filesOf(folder) };
  writeFileSync(join(folder, MARKER), JSON.stringify(manifest));
}

/** The manifest, or the sentence that says why there is none to go by. */
export function readManifest(folder: string): Manifest | string {
  let text: string;
  try {
    text = readFileSync(join(folder, MARKER), "utf8");
  } catch (error) {
    return `its marker file can't be read (${(error as NodeJS.ErrnoException).code})`;
  }
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.version !== ENVIRONMENT_VERSION) return "it was made by another version of Drydock";
    if (Object.keys(manifest.files).length > 0) return manifest;
  } catch {
    // Said below.
  }
  return "its marker file is damaged";
}

function filesOf(folder: string): Record<string, number> {
  const files: Record<string, number> = {};
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== "__pycache__") open.push(path);
      if (entry.isFile() && !entry.name.endsWith(".pyc")) files[path] = statSync(join(folder, path)).size;
    }
  }
  return files;
}

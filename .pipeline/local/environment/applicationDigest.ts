import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DrydockError } from "../../src/errors.ts";
import { IGNORED } from "../../src/ignore.ts";
import { cachesIn } from "../project/cacheFolder.ts";
import { isWithin } from "../project/project.ts";
import { hashFile } from "../tree/hashFile.ts";
import { readTree } from "../tree/readTree.ts";
import { expand, requirementLines } from "./requirementLines.ts";

/** The application's requirements as they are now. */
export interface ApplicationDigest {
  /** Of everything that an environment is made from; an edited module of an editable project leaves it as it is. */
  readonly environment: string;
  /** Of everything that the environment shows to a tool: for the cache key of results. */
  readonly content: string;
  /** Whether the files hold hashes, so that all of them must. */
  readonly hashed: boolean;
  /** Whether something is built from a local folder, which uv's cache may have in an older state. */
  readonly local: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

// Left in a project's own folder by setuptools when it builds.
const BUILT = ["build/lib", "build/lib.*", "build/bdist.*", "build/temp.*", "build/__editable__*", "dist"];

/**
 * Reads a requirements file with all that it includes, constraints and local projects too. What it refers to by address
 * or without a version counts by its words: it is as it was when the environment was made.
 */
export async function applicationDigest(
  requirements: string,
  env: Env,
  signal?: AbortSignal,
  repository?: string,
): Promise<ApplicationDigest> {
  const environment: unknown[] = [];
  const content: unknown[] = [];
  let hashed = false;
  let local = false;
  const seen = new Set<string>();
  const open = [{ file: requirements, from: "" }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { file } = next;
    if (seen.has(file)) continue;
    seen.add(file);
    const text = expand(readIncluded(file, next.from), env);
    environment.push(text);
    if (file.endsWith(".toml")) continue;
    for (const line of requirementLines(text, env)) {
      hashed ||= line.hashed;
      if (line.include !== undefined) {
        const included = resolve(dirname(file), line.include);
        if (repository !== undefined) refuseOutside(included, file, repository);
        open.push({ file: included, from: file });
      }
      if (line.local === undefined) continue;
      // As uv and pip have it: from the folder they run in, that of the first file, wherever the line stands.
      const path = resolve(dirname(requirements), line.local);
      const digest = await localDigest(path, line.editable, file, env, signal);
      local = true;
      environment.push(line.editable ? path : "", digest.environment);
      content.push(digest.content);
    }
  }
  const start = sha256(environment);
  return { environment: start, content: sha256([start, content]), hashed, local };
}

/** The installer shows lines that it does not understand, and a repository may lead it to any file of the user's. */
function refuseOutside(included: string, from: string, repository: string): void {
  const real = (path: string) => (existsSync(path) ? realpathSync(path) : path);
  if (!isWithin(real(from), repository) || isWithin(real(included), repository)) return;
  const message = `The requirements file ${from} includes ${included}, which is out of the repository.`;
  throw new DrydockError("misuse", message, "Put the file into the repository, or correct the line.");
}

async function localDigest(
  path: string,
  editable: boolean,
  from: string,
  env: Env,
  signal?: AbortSignal,
): Promise<{ environment: string; content: string }> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw missing(path, from);
  if (!stat.isDirectory()) {
    const digest = hashFile(realpathSync(path))?.hash ?? "";
    return { environment: digest, content: digest };
  }
  const tree = await readTree(path, [...IGNORED, ...BUILT, ...cachesIn(path, env)], signal);
  if (!editable) return { environment: tree.digest, content: tree.digest };
  // Modules are seen through the link, so that only their names were put into the environment.
  const parts = [...tree.entries].map(([name, entry]) => {
    return entry.kind === "file" && !(/\.pyi?$/.test(name) && name !== "setup.py") ? [name, entry.hash] : [name];
  });
  return { environment: sha256(parts), content: tree.digest };
}

function readIncluded(file: string, from: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw missing(file, from, error);
  }
}

function missing(path: string, from: string, cause?: unknown): DrydockError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "ENOENT";
  const named = from === "" ? "The requirements file" : `${from} names ${path}, which`;
  const subject = from === "" ? `The requirements file ${path}` : named;
  return new DrydockError("misuse", `${subject} can't be read (${code}).`, "Add it, or correct the name.", cause);
}

function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

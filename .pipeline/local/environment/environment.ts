import { join } from "node:path";
import type { Interpreter } from "../python/interpreter.ts";

/** A virtual environment, by absolute paths. */
export interface Environment {
  /** sha256 hex of everything that went into it. */
  readonly digest: string;
  readonly folder: string;
  /** Its interpreter. */
  readonly python: string;
  /** Folder of its programs. */
  readonly bin: string;
  /** Its site-packages. */
  readonly site: string;
  /** The folder below which copies of the user's own projects stand by their absolute paths; packages may be links there. */
  readonly copies?: string;
  /** Files of the user's that only a package names: no key has them. */
  readonly beyond?: readonly string[];
}

/** The environment that stands in a folder. */
export function environmentAt(folder: string, digest: string, interpreter: Interpreter): Environment {
  const bin = join(folder, "bin");
  return { digest, folder, python: join(bin, "python"), bin, site: sitePackages(folder, interpreter) };
}

/** Where the packages of an environment stand. */
export function sitePackages(folder: string, { version }: Interpreter): string {
  const minor = version.split(".").slice(0, 2).join(".");
  return join(folder, "lib", `python${minor}`, "site-packages");
}

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { cacheFolder, cacheFolderPath } from "../local/cache/cacheFolder.ts";
import { shipped } from "../local/shipped.ts";
import { gitRepository } from "./gitRepository.ts";

/** What stays when results are forgotten. */
const KEPT = ["CACHEDIR.TAG", "environments", "interpreters.json", "uv"];
const LEFT_OUT = /\/(\.git|\.venv|node_modules|__pycache__|\.[a-z]+_cache)$/;

/** A temporary folder in which everything happens; of the user's cache only the environments of the tools are used. */
export interface Workbench {
  readonly folder: string;
  /** A checkout that all contenders share. Its folder has the name it had, for Pylint and mypy may name a package by it. */
  readonly root: string;
  /** Drydock's cache folder for this benchmark. */
  readonly cache: string;
  readonly cli: string;
  /** A new or emptied folder for one contender's tool caches. */
  readonly emptied: (name: string) => string;
  readonly log: (name: string) => string;
  /** Removes all that Drydock has stored but the environments: results, the tools' caches, copies of the source. */
  readonly forget: () => void;
  readonly remove: () => void;
}

export async function openWorkbench(code: string): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-bench-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  const root = join(folder, basename(resolve(code)));
  const cache = join(folder, "cache");
  const environments = join(cacheFolder(cacheFolderPath(process.env)).folder, "environments");
  cacheFolder(cache);
  for (const made of [environments, join(folder, "logs")]) mkdirSync(made, { recursive: true });
  symlinkSync(environments, join(cache, "environments"));
  cpSync(resolve(code), root, { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  await gitRepository(root);
  return {
    folder,
    root,
    cache,
    cli: resolve(shipped(), "..", "dist", "drydock.cjs"),
    emptied: (name) => {
      const path = join(folder, "tool-caches", name);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      return path;
    },
    log: (name) => join(folder, "logs", `${name.replaceAll(/[^\w-]+/g, "-")}.log`),
    forget: () => {
      const stored = readdirSync(cache).filter((name) => !KEPT.includes(name));
      for (const name of stored) rmSync(join(cache, name), { recursive: true, force: true });
    },
    remove,
  };
}

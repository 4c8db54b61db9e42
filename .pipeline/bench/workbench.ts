import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cacheFolder, cacheFolderPath } from "../local/cache/cacheFolder.ts";
import { listTree } from "../local/files/listTree.ts";
import { syncMirror } from "../local/files/mirror.ts";
import { readTree } from "../local/files/readTree.ts";
import { shipped } from "../local/shipped.ts";
import { IGNORED } from "../src/flow/ignore.ts";

const CONFIGS = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml"];

/** A temporary folder in which everything happens; of the user's cache only the environments of the tools are used. */
export interface Workbench {
  readonly folder: string;
  /** The code: a copy that all contenders share. Called as in the container, for Pylint and mypy name packages by it. */
  readonly source: string;
  /** The configs that come with Drydock, and settings that ask for the four tools. */
  readonly config: string;
  /** Drydock's cache folder for this benchmark. */
  readonly cache: string;
  readonly cli: string;
  /** A new or emptied folder for one contender's tool caches. */
  readonly emptied: (name: string) => string;
  readonly log: (name: string) => string;
  readonly remove: () => void;
}

export async function openWorkbench(dir: string): Promise<Workbench> {
  const tree = await readTree(await listTree(resolve(dir), { ignore: IGNORED }));
  const folder = mkdtempSync(join(tmpdir(), "drydock-bench-"));
  const source = join(folder, "app", "src");
  const config = join(folder, "config");
  const cache = join(folder, "cache");
  const environments = join(cacheFolder(cacheFolderPath(process.env)).folder, "environments");
  cacheFolder(cache);
  const repository = resolve(shipped(), "..");
  for (const made of [join(folder, "app"), config, environments, join(folder, "logs")]) {
    mkdirSync(made, { recursive: true });
  }
  symlinkSync(environments, join(cache, "environments"));
  await syncMirror(tree, resolve(dir), source);
  for (const name of CONFIGS) cpSync(join(repository, ".config", name), join(config, name));
  writeFileSync(join(config, "drydock.json"), JSON.stringify({ checks: ["lint", "format", "typecheck", "ruff"] }));
  return {
    folder,
    source,
    config,
    cache,
    cli: join(repository, "dist", "drydock.cjs"),
    emptied: (name) => {
      const path = join(folder, "tool-caches", name);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      return path;
    },
    log: (name) => join(folder, "logs", `${name.replaceAll(/[^\w-]+/g, "-")}.log`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

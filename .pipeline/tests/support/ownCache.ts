import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { TEST_CACHE, temporary } from "./cli.ts";

const ENVIRONMENTS = join(TEST_CACHE, "environments");

/** A cache folder of the test's own, with no results yet; the environments are those that all tests share. */
export function ownCache(): string {
  const cache = emptyCache();
  symlinkSync(ENVIRONMENTS, join(cache, "environments"));
  return cache;
}

/** The same, but with copies of these environments alone, which the test may damage. */
export function copiedCache(...tools: readonly string[]): string {
  const cache = emptyCache();
  for (const tool of tools)
    cpSync(environmentIn(TEST_CACHE, tool), join(cache, "environments", nameOf(TEST_CACHE, tool)), COPY);
  return cache;
}

/** Where the environment of a tool stands in a cache. */
export function environmentIn(cache: string, tool: string): string {
  return join(cache, "environments", nameOf(cache, tool));
}

/**
 * A cache in which a shell script stands in Ruff's place; `real` beside it is Ruff itself. The script is filled up to
 * Ruff's own size, since an environment with a file of another size counts as damaged.
 */
export function cacheWithRuff(script: string): string {
  const cache = copiedCache("ruff", "uv");
  const ruff = join(environmentIn(cache, "ruff"), "bin/ruff");
  const { size } = statSync(ruff);
  renameSync(ruff, join(environmentIn(cache, "ruff"), "bin/real"));
  writeFileSync(ruff, `#!/bin/sh\n${script}\nexit 99\n`);
  truncateSync(ruff, size);
  chmodSync(ruff, 0o755);
  return cache;
}

const COPY = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };

function emptyCache(): string {
  const cache = join(temporary(), "cache");
  mkdirSync(cache);
  const memo = join(TEST_CACHE, "interpreters.json");
  // So that no test has to look for Python again.
  if (existsSync(memo)) cpSync(memo, join(cache, "interpreters.json"));
  return cache;
}

function nameOf(cache: string, tool: string): string {
  const name = readdirSync(join(cache, "environments")).find((one) => one.startsWith(`${tool}-`));
  if (name === undefined) throw new Error(`There is no environment of ${tool} in ${cache}.`);
  return name;
}

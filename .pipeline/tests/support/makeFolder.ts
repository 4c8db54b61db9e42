import { chmodSync, copyFileSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { CLI, put, ROOT, TEST_CACHE, temporary } from "./cli.ts";

/**
 * A folder with this project's makefile and the built program, so that no test makes npm install or build anything
 * under the others. In place of the script that calls Dagger stands one that prints its words, one a line; so may
 * `program` stand in the built program's place.
 */
export function makeFolder(program?: string): string {
  const folder = temporary();
  copyFileSync(join(ROOT, "makefile"), join(folder, "makefile"));
  for (const name of ["package.json", "package-lock.json", "build.mjs", ".make/npm"]) {
    put(folder, name, "");
    utimesSync(join(folder, name), 0, 0);
  }
  put(folder, ".docker/dagger.sh", '#!/bin/sh\nprintf "%s\\n" "$ENGINE" "$@"\n');
  chmodSync(join(folder, ".docker/dagger.sh"), 0o755);
  copyFileSync(join(ROOT, ".docker/verdict.sh"), join(folder, ".docker/verdict.sh"));
  mkdirSync(join(folder, "dist"));
  if (program === undefined) symlinkSync(CLI, join(folder, "dist/drydock.cjs"));
  else put(folder, "dist/drydock.cjs", program);
  return folder;
}

/** Calls make there, as from a shell of its own. */
export function make(folder: string, words: readonly string[], own: Readonly<Record<string, string>> = {}) {
  const { MAKEFLAGS: _, MAKELEVEL: __, MAKEOVERRIDES: ___, MFLAGS: ____, ENGINE: _____, ...env } = process.env;
  return execa("make", words, {
    cwd: folder,
    extendEnv: false,
    env: { ...env, DRYDOCK_CACHE: TEST_CACHE, NO_COLOR: "1", CI: "1", ...own },
    reject: false,
  });
}

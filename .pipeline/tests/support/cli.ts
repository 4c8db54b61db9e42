import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";

export const ROOT = resolve(import.meta.dirname, "../../..");
export const CLI = join(ROOT, "dist/drydock.cjs");
/** Environments made once for all tests, in a folder that git ignores. */
export const TEST_CACHE = join(ROOT, ".make/test-cache");

/** The smallest config that all tools accept; a test puts its own in place of a file. */
const CONFIG: Readonly<Record<string, string>> = {
  ".config/.pylintrc": "[MAIN]\nfail-under=9.5\n[MESSAGES CONTROL]\ndisable=missing-module-docstring\n",
  ".config/black.toml": "[tool.black]\nline-length = 120\n",
  ".config/mypy.ini": "[mypy]\nstrict = True\n",
  ".config/pyproject.toml": '[tool.ruff]\nline-length = 120\n[tool.ruff.lint]\nselect = ["E", "F", "W", "I"]\n',
  ".config/drydock.json": '{ "python": "3.13" }\n',
};

/** A repository in a temporary folder that goes with the test. A file given as null is left out. */
export function project(files: Readonly<Record<string, string | Buffer | null>>): string {
  const folder = temporary();
  // All that git asks of a repository.
  for (const name of ["objects", "refs"]) mkdirSync(join(folder, ".git", name), { recursive: true });
  writeFileSync(join(folder, ".git/HEAD"), "ref: refs/heads/main\n");
  for (const [name, content] of Object.entries({ ...CONFIG, ...files })) {
    if (content !== null) put(folder, name, content);
  }
  return folder;
}

/** Writes a file, with the folders above it. */
export function put(folder: string, name: string, content: string | Buffer): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the built CLI in a process of its own, as a user would. `code` is undefined when a signal ended it. */
export async function spawnCli(cwd: string, args: readonly string[], env: Record<string, string | undefined> = {}) {
  const child = start(cwd, args, env);
  const { exitCode: code, stdout, stderr } = await child;
  return { code, stdout, stderr, all: `${stdout}\n${stderr}` };
}

export function start(cwd: string, args: readonly string[], env: Record<string, string | undefined> = {}) {
  return execa(process.execPath, [CLI, ...args], {
    cwd,
    env: { DRYDOCK_CACHE: TEST_CACHE, NO_COLOR: "1", CI: "1", ...env },
    reject: false,
    maxBuffer: 200_000_000,
  });
}

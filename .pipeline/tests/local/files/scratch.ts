import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the test's own, removed after it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-tree-"));
  chmodSync(folder, 0o777);
  // Not rmSync, which fails on paths longer than the system takes.
  onTestFinished(() => void execFileSync("rm", ["-rf", folder]));
  return folder;
}

/** Writes files, with their folders. Returns `root`. */
export function plant(root: string, files: Readonly<Record<string, string | Buffer>>): string {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Permissions mean nothing to root: acts as `nobody` meanwhile where the tests run as root. */
export async function unprivileged<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

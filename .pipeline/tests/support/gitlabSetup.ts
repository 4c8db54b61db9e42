import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, TEST_CACHE } from "./cli.ts";
import { installDebian } from "./installDebian.ts";

const PINNED = join(ROOT, ".pipeline/tests/gitlab");
const lock = createHash("sha256")
  .update(readFileSync(join(PINNED, "package-lock.json")))
  .digest("hex");
/** Where gitlab-ci-local and its Node are, by their lock: made once, in a folder that git ignores. */
export const GITLAB_TOOLS = join(ROOT, `.make/gitlab-${lock.slice(0, 12)}`);

/** Before the tests of the GitLab pipeline: gitlab-ci-local, the Node it needs, rsync, and the tools' environments. */
export default function setup(): void {
  if (!existsSync(GITLAB_TOOLS)) installTools();
  if (!hasRsync() && (!installDebian(["rsync"], "gitlab-ci-local needs rsync") || !hasRsync()))
    throw new Error("gitlab-ci-local needs rsync, and it is not on PATH: install it by your system's package manager.");
  const env = { ...process.env, DRYDOCK_CACHE: TEST_CACHE };
  execFileSync(process.execPath, ["dist/drydock.cjs", "run-all"], { env, cwd: ROOT, stdio: "inherit" });
}

/** Complete or not at all, also when two runs of the tests meet. */
function installTools(): void {
  mkdirSync(join(ROOT, ".make"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".make/gitlab-"));
  for (const name of ["package.json", "package-lock.json", ".npmrc"]) cpSync(join(PINNED, name), join(folder, name));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  if (existsSync(GITLAB_TOOLS)) rmSync(folder, { recursive: true });
  else renameSync(folder, GITLAB_TOOLS);
}

function hasRsync(): boolean {
  return spawnSync("rsync", ["--version"]).status === 0;
}

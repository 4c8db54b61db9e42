import { execFileSync, spawnSync } from "node:child_process";
import { ROOT, TEST_CACHE } from "./cli.ts";
import { installDebian } from "./installDebian.ts";
import { installPinned, pinnedTools } from "./pinnedTools.ts";

/** Where gitlab-ci-local and its Node are. */
export const GITLAB_TOOLS = pinnedTools("gitlab");

/** Before the tests of the GitLab pipeline: gitlab-ci-local, the Node it needs, rsync, and the tools' environments. */
export default function setup(): void {
  installPinned("gitlab");
  if (!hasRsync() && (!installDebian(["rsync"], "gitlab-ci-local needs rsync") || !hasRsync()))
    throw new Error("gitlab-ci-local needs rsync, and it is not on PATH: install it by your system's package manager.");
  const env = { ...process.env, DRYDOCK_CACHE: TEST_CACHE };
  execFileSync(process.execPath, ["dist/drydock.cjs", "run-all"], { env, cwd: ROOT, stdio: "inherit" });
}

function hasRsync(): boolean {
  return spawnSync("rsync", ["--version"]).status === 0;
}

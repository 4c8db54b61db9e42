import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const APT = "/usr/bin/apt-get";

/**
 * The one place where a test's set-up changes the machine: installs packages of Debian, as root alone, and says so.
 * Whether that helped is for the caller to see; false where it could not be tried.
 */
export function installDebian(packages: readonly string[], why: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync(APT)) return false;
  console.log(`${why}: installing ${packages.join(", ")} by apt-get`);
  for (const words of [
    ["update", "-q"],
    ["install", "-yq", "--no-install-recommends", ...packages],
  ]) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { status, error } = spawnSync(APT, words, { env, stdio: "inherit" });
    if (status === 0) continue;
    console.log(`apt-get ${words[0]} failed: ${error?.message ?? `exit code ${status}`}`);
    return false;
  }
  return true;
}

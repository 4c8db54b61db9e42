import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Git without what the one who runs the tests has configured. */
export const GIT_ENV = {
  PATH: process.env.PATH,
  HOME: "/nowhere",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

export function git(folder: string, ...words: readonly string[]): string {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "protocol.file.allow=always"];
  return execFileSync("git", [...who, ...words], { cwd: folder, env: GIT_ENV, encoding: "utf8", stdio: "pipe" });
}

/** Makes the folder a repository in which all that is not ignored is tracked. */
export function commitAll(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", "all");
  return folder;
}

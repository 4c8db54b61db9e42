import type { CliWorld } from "./world.ts";

/** Whether this is a job of GitHub Actions, whose runner reads the log for commands. */
export function isGithub(env: CliWorld["env"]): boolean {
  return isTrue(env.GITHUB_ACTIONS);
}

/** Whether this is a job of GitLab's CI. */
export function isGitlab(env: CliWorld["env"]): boolean {
  return isTrue(env.GITLAB_CI);
}

function isTrue(value: string | undefined): boolean {
  return value === "true" || value === "1";
}

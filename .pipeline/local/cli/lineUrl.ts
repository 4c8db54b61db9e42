import type { CliWorld } from "./world.ts";

/** The web address of a line in the commit that the CI around checks, with `{path}` and `{line}`; undefined outside of one. */
export function lineUrl(env: CliWorld["env"]): string | undefined {
  const { CI_PROJECT_URL, CI_COMMIT_SHA, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}/{path}#L{line}`;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_SHA) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}/{path}#L{line}`;
}

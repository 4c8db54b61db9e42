import { execa } from "execa";

/** Makes a folder a git repository with everything staged: what pre-commit and prek call all files. */
export async function gitRepository(folder: string): Promise<void> {
  const options = { cwd: folder, env: { HOME: folder, GIT_CONFIG_NOSYSTEM: "1" } };
  await execa("git", ["init", "--quiet"], options);
  await execa("git", ["add", "--all", "--force"], options);
}

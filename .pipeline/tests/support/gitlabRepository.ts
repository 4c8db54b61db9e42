import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { put, ROOT, TEST_CACHE, temporary } from "./cli.ts";

/** As GitLab would have it: gitlab-ci-local reads host, group and project from the remote. */
const REMOTE = "git@gitlab.example.com:platform/drydock.git";
const AUTHOR = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
const env = { GIT_CONFIG_GLOBAL: "/dev/null" };

/** This checkout with its uncommitted changes, as a clone whose default branch is main; without its tests, which no job reads. */
export async function checkoutCopy(folder = temporary()): Promise<string> {
  const { stdout } = await execa("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: ROOT });
  const wanted = (name: string) => name !== "" && !name.startsWith(".pipeline/tests/") && existsSync(join(ROOT, name));
  const present = stdout.split("\0").filter(wanted);
  await execa("rsync", ["-a", "--from0", "--files-from=-", "./", folder], { cwd: ROOT, input: present.join("\0") });
  return asClone(folder, {});
}

/** Another repository that includes a component of this one; its files, and the pipeline as text. */
export function caller(pipeline: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporary();
  cpSync(join(ROOT, "templates"), join(folder, "templates"), { recursive: true });
  return asClone(folder, { ".gitlab-ci.yml": pipeline, ...files });
}

/** A caller with nothing but one component of this project, with these inputs. */
export function including(component: string, inputs: object, files: Readonly<Record<string, string>> = {}): string {
  const include = [{ component: `$CI_SERVER_FQDN/$CI_PROJECT_PATH/${component}@$CI_COMMIT_SHA`, inputs }];
  return caller(JSON.stringify({ include }), files);
}

/** What npm installed stands in the copy as in this checkout, and is newer than the lock. For `git add -f`, and so for jobs. */
export function withPackages(folder: string): void {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  put(folder, ".make/npm", "");
  commit(folder, "node_modules", ".make/npm");
}

/** GitLab's cache of that key: the environments that all tests share, and no result. */
export function environmentsInCache(folder: string, key: string): void {
  const cache = join(folder, ".gitlab-ci-local/cache", key, ".drydock-cache");
  mkdirSync(cache, { recursive: true });
  symlinkSync(join(TEST_CACHE, "environments"), join(cache, "environments"));
  const memo = join(TEST_CACHE, "interpreters.json");
  if (existsSync(memo)) cpSync(memo, join(cache, "interpreters.json"));
}

export function commit(folder: string, ...ignored: readonly string[]): void {
  const git = (...args: readonly string[]) => execaSync("git", args, { cwd: folder, env });
  git("add", "--all");
  if (ignored.length > 0) git("add", "--force", ...ignored);
  git(...AUTHOR, "commit", "--quiet", "--allow-empty", "--message", "test");
}

function asClone(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) put(folder, name, content);
  const git = (...args: readonly string[]) => execaSync("git", args, { cwd: folder, env });
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", REMOTE);
  commit(folder);
  // The default branch as it was fetched last: `rules: changes` compares with it.
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  return folder;
}

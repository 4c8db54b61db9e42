import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitList } from "../../../local/files/gitList.ts";
import { commitAll, GIT_ENV, git } from "../../support/gitRepository.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

/** What is listed, sorted; an error where git could not. */
async function listed(root: string, env: Readonly<Record<string, string | undefined>> = {}): Promise<string[]> {
  const list = await gitList(root, { ...GIT_ENV, ...env });
  if ("problem" in list) throw new Error(list.problem);
  expect(new Set(list.paths).size).toBe(list.paths.length);
  return [...list.paths].sort();
}

const repository = (files: Readonly<Record<string, string | Buffer>>) => commitAll(plant(scratch(), files));

test("what is tracked, and what is neither tracked nor ignored, is listed", async () => {
  const root = repository({ ".gitignore": "*.log\nbuild/\n", "a.py": "", "pkg/b.py": "" });
  plant(root, { "new.py": "", "pkg/sub/new.py": "", "x.log": "", "build/out.py": "" });
  plant(root, { ".git/info/exclude": "private.py\n", "private.py": "" });
  expect(await listed(root)).toEqual([".gitignore", "a.py", "new.py", "pkg/b.py", "pkg/sub/new.py"]);
});

test("what is tracked is listed even where it is ignored, also when it is only staged or removed since", async () => {
  const root = repository({ "a.py": "", "b.py": "" });
  plant(root, { ".gitignore": "*.py\n", "staged.py": "", "other.py": "" });
  git(root, "add", "--force", "staged.py");
  rmSync(join(root, "b.py"));
  // One that is no longer there is for the reader of the list to see.
  expect(await listed(root)).toEqual([".gitignore", "a.py", "b.py", "staged.py"]);
});

test("a file in conflict, which stands in the index more than once, is listed once", async () => {
  const root = repository({ "a.py": "1" });
  git(root, "checkout", "--quiet", "-b", "other");
  writeFileSync(join(root, "a.py"), "2");
  git(root, "commit", "--quiet", "--all", "--message", "2");
  git(root, "checkout", "--quiet", "-");
  writeFileSync(join(root, "a.py"), "3");
  git(root, "commit", "--quiet", "--all", "--message", "3");
  expect(() => git(root, "merge", "--quiet", "other")).toThrow();
  expect(git(root, "ls-files", "--stage").trim().split("\n")).toHaveLength(3);
  expect(await listed(root)).toEqual(["a.py"]);
});

test("a submodule is listed as a repository of its own, with what is untracked in it", async () => {
  const inner = repository({ "lib.py": "", ".gitignore": "*.log\n" });
  const root = repository({ "a.py": "" });
  git(root, "submodule", "--quiet", "add", inner, "third/party");
  git(root, "submodule", "--quiet", "add", inner, "empty");
  git(root, "submodule", "--quiet", "deinit", "--force", "empty");
  plant(root, { "third/party/new.py": "", "third/party/x.log": "" });
  expect(await listed(root)).toEqual([
    ".gitmodules",
    "a.py",
    "third/party/.gitignore",
    "third/party/lib.py",
    "third/party/new.py",
  ]);
});

test("a repository in the repository that is no submodule is listed as one of its own, however deep", async () => {
  const root = repository({ "a.py": "" });
  commitAll(plant(join(root, "x/nested"), { "b.py": "", ".gitignore": "deep/ignored\n" }));
  commitAll(plant(join(root, "x/nested/deep"), { "c.py": "" }));
  commitAll(plant(join(root, "x/nested/deep/ignored"), { "d.py": "" }));
  plant(root, { "x/nested/deep/new.py": "" });
  expect(await listed(root)).toEqual([
    "a.py",
    "x/nested/.gitignore",
    "x/nested/b.py",
    "x/nested/deep/c.py",
    "x/nested/deep/ignored/d.py",
    "x/nested/deep/new.py",
  ]);
});

test("a worktree is listed, and its own changes", async () => {
  const main = repository({ "a.py": "", "b.py": "" });
  const tree = join(scratch(), "tree");
  git(main, "worktree", "add", "--quiet", tree);
  git(tree, "rm", "--quiet", "b.py");
  plant(tree, { "new.py": "" });
  expect(await listed(tree)).toEqual(["a.py", "new.py"]);
  expect(await listed(main)).toEqual(["a.py", "b.py"]);
});

test("variables that a hook or a shell has set lead to no other repository", async () => {
  const root = repository({ "a.py": "" });
  const other = repository({ "other.py": "" });
  const index = join(other, ".git/index");
  const hook = { GIT_DIR: join(other, ".git"), GIT_INDEX_FILE: index, GIT_WORK_TREE: other, GIT_PREFIX: "x/" };
  expect(await listed(root, hook)).toEqual(["a.py"]);
  expect(await listed(root, { GIT_INDEX_FILE: index })).toEqual(["a.py"]);
});

test.skipIf(process.geteuid?.() !== 0)("a repository of another owner is listed", async () => {
  const root = repository({ "a.py": "" });
  plant(root, { "new.py": "" });
  for (const path of ["", ".git"]) lchownSync(join(root, path), 12_345, 12_345);
  expect(() => git(root, "ls-files")).toThrow("dubious ownership");
  expect(await listed(root)).toEqual(["a.py", "new.py"]);
});

test("odd names are listed as the disk has them", async () => {
  const names = ["a b.py", `q"'.py`, "new\nline.py", "tab\t.py", "-rf", "\u00e9.py", "\ufffd.py", "back\\slash"];
  const root = repository(Object.fromEntries(names.map((name) => [name, ""])));
  writeFileSync(Buffer.from(`${root}/untracked \xff\n.py`, "latin1"), "");
  mkdirSync(Buffer.from(`${root}/d\xe9`, "latin1"));
  writeFileSync(Buffer.from(`${root}/d\xe9/in.py`, "latin1"), "");
  commitAll(join(root, "nested \u00e9"));
  plant(root, { "nested \u00e9/x.py": "" });
  const odd = ["untracked \udcff\n.py", "d\udce9/in.py", "nested \u00e9/x.py"];
  expect(await listed(root)).toEqual([...names, ...odd].sort());
});

test("no program that a repository names is run, and nothing is written to it", async () => {
  const root = repository({ "a.py": "" });
  const ran = join(scratch(), "ran");
  plant(root, { ".git/run": `#!/bin/sh\ntouch '${ran}'\n` });
  chmodSync(join(root, ".git/run"), 0o755);
  const program = join(root, ".git/run");
  for (const name of ["core.fsmonitor", "core.pager", "core.sshCommand", "core.editor"])
    git(root, "config", name, program);
  git(root, "config", "core.hooksPath", ".git/hooks-of-mine");
  plant(root, { ".git/hooks-of-mine/post-index-change": `#!/bin/sh\ntouch '${ran}'\n`, "new.py": "" });
  chmodSync(join(root, ".git/hooks-of-mine/post-index-change"), 0o755);
  git(root, "config", "core.untrackedCache", "true");
  const before = readdirSync(join(root, ".git")).sort();
  rmSync(ran, { force: true });
  expect(await listed(root)).toEqual(["a.py", "new.py"]);
  expect(existsSync(ran)).toBe(false);
  expect(readdirSync(join(root, ".git")).sort()).toEqual(before);
});

test("nothing is fetched for the list, so that no program runs which a repository names for it", async () => {
  const root = repository({ "a.py": "", "in/b.py": "", "out/c.py": "" });
  git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "in");
  const tree = git(root, "rev-parse", "HEAD:out").trim();
  rmSync(join(root, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  const ran = join(scratch(), "ran");
  const fetch = `touch '${ran}'; false `;
  const settings = {
    "core.repositoryFormatVersion": "1",
    "extensions.partialClone": "origin",
    "remote.origin.promisor": "true",
    "remote.origin.url": root,
    "remote.origin.uploadpack": fetch,
    "protocol.file.allow": "always",
  };
  for (const [name, value] of Object.entries(settings)) git(root, "config", name, value);
  git(root, "ls-files");
  expect(existsSync(ran)).toBe(true);
  rmSync(ran);
  expect(await listed(root)).toEqual(["a.py", "in/b.py"]);
  expect(existsSync(ran)).toBe(false);
});

test("a program called git in the folder is not run, and a PATH without one is a problem", async () => {
  const root = repository({ "a.py": "" });
  plant(root, { git: "#!/bin/sh\ntouch ran\n" });
  chmodSync(join(root, "git"), 0o755);
  for (const PATH of ["", ".", "./", ":", scratch()]) {
    expect(await gitList(root, { PATH })).toEqual({ problem: "it is not on the PATH" });
  }
  expect(await gitList(root, {})).toEqual({ problem: "it is not on the PATH" });
  expect(existsSync(join(root, "ran"))).toBe(false);
});

test("the problem is in git's own words, on one line", async () => {
  const root = plant(scratch(), { ".git": "gitdir: /nowhere\n", "a.py": "" });
  expect(await gitList(root, { ...GIT_ENV, LANG: "de_DE.UTF-8" })).toEqual({
    problem: "not a git repository: /nowhere",
  });
});

test("a folder .git that is not a repository is a problem, whatever is above it", async () => {
  const root = repository({ "a.py": "", "pkg/b.py": "" });
  plant(root, { "pkg/.git/HEAD": "broken" });
  expect(await gitList(join(root, "pkg"), GIT_ENV)).toEqual({
    problem: expect.stringContaining("not a git repository"),
  });
});

test("a folder that git may not read is a problem and not passed over", async () => {
  const root = repository({ "a.py": "" });
  plant(root, { "locked/b.py": "" });
  chmodSync(join(root, "locked"), 0);
  const list = await unprivileged(() => gitList(root, GIT_ENV));
  chmodSync(join(root, "locked"), 0o755);
  expect(list).toEqual({ problem: expect.stringContaining("could not open directory 'locked/'") });
});

test("an aborted signal ends it with its reason", async () => {
  const reason = new Error("stop");
  await expect(gitList(repository({}), GIT_ENV, AbortSignal.abort(reason))).rejects.toBe(reason);
});

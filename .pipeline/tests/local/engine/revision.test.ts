import { describe, expect, test } from "vitest";
import { findRevision } from "../../../local/engine/revision.ts";
import { commitAll, GIT_ENV, git } from "../../support/gitRepository.ts";
import { testFolder } from "../../support/testFolder.ts";
import { misuse } from "./openedProject.ts";

/** A checkout on the branch `work`, two commits after `main` and one behind what `origin/main` is now. */
function checkout() {
  const folder = testFolder({ "a.py": "" });
  commitAll(folder);
  git(folder, "branch", "-M", "main");
  const base = git(folder, "rev-parse", "HEAD").trim();
  git(folder, "checkout", "--quiet", "-b", "work");
  for (const name of ["one", "two"]) git(folder, "commit", "--quiet", "--allow-empty", "-m", name);
  const ahead = git(folder, "commit-tree", "-p", base, "-m", "ahead", "main^{tree}").trim();
  git(folder, "update-ref", "refs/remotes/origin/main", ahead);
  const find = (words: string, env: Readonly<Record<string, string>> = {}, listedBy: "git" | "gitignore" = "git") =>
    findRevision(words, { root: folder, listedBy }, { ...GIT_ENV, ...env }, new AbortController().signal);
  return { folder, base, ahead, find };
}

describe("a revision by its name", () => {
  test("is any that git knows, and is called as the user called it", async () => {
    const { find, base, ahead } = checkout();
    expect(await find("main")).toEqual({ commit: base, name: `main (${base.slice(0, 8)})` });
    expect(await find("HEAD~2")).toMatchObject({ commit: base });
    expect(await find("origin/main")).toMatchObject({ commit: ahead });
    expect(await find(base)).toEqual({ commit: base, name: base.slice(0, 8) });
  });

  test("is misuse if there is none, or git would take it for an option", async () => {
    const { find, folder } = checkout();
    await expect(find("mian")).rejects.toMatchObject({
      ...misuse('There is no revision "mian"'),
      hint: expect.stringContaining("GIT_DEPTH"),
    });
    await expect(find("--all")).rejects.toMatchObject(misuse("There is no revision"));
    git(folder, "branch", "-D", "main");
    await expect(find("main")).rejects.toMatchObject({ hint: "Did you mean origin/main?" });
  });

  test("needs a checkout that git can read", async () => {
    const refused = { ...misuse("--since needs a git checkout"), hint: expect.stringContaining("--compare") };
    await expect(checkout().find("main", {}, "gitignore")).rejects.toMatchObject(refused);
  });

  test("is looked for in this repository, whatever a hook has set", async () => {
    const { find, base } = checkout();
    expect(await find("main", { GIT_DIR: "/nowhere" })).toMatchObject({ commit: base });
  });
});

describe("auto", () => {
  test("is the merge request's base in GitLab, and says how to get it if the clone is shallow", async () => {
    const { find, ahead } = checkout();
    const gitlab = { CI_MERGE_REQUEST_DIFF_BASE_SHA: ahead, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };
    expect(await find("auto", gitlab)).toEqual({ commit: ahead, name: `main (${ahead.slice(0, 8)})` });
    const shallow = { CI_MERGE_REQUEST_DIFF_BASE_SHA: "0".repeat(40) };
    await expect(find("auto", shallow)).rejects.toMatchObject({
      ...misuse("The merge request's base 00000000 is not in this clone"),
      hint: expect.stringContaining("GIT_DEPTH: 0"),
    });
  });

  test("is where the branch left the pull request's target in GitHub", async () => {
    const { find, base, folder } = checkout();
    git(folder, "update-ref", "refs/remotes/origin/next", "work~1");
    expect(await find("auto", { GITHUB_BASE_REF: "main" })).toEqual({
      commit: base,
      name: `origin/main (${base.slice(0, 8)})`,
    });
    const next = git(folder, "rev-parse", "work~1").trim();
    expect(await find("auto", { GITHUB_BASE_REF: "next" })).toMatchObject({ commit: next });
    await expect(find("auto", { GITHUB_BASE_REF: "gone" })).rejects.toMatchObject(misuse("no branch to compare with"));
  });

  test("is else where it left the default branch, as the remote says or by its usual name", async () => {
    const { find, base, folder } = checkout();
    expect(await find("auto")).toMatchObject({ commit: base });
    git(folder, "update-ref", "refs/remotes/origin/trunk", "work~1");
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    expect((await find("auto")).name).toMatch(/^origin\/trunk/);
  });

  test("is misuse without any such branch, or with nothing in common", async () => {
    const { find, folder } = checkout();
    git(folder, "update-ref", "refs/remotes/origin/main", git(folder, "commit-tree", "-m", "x", "main^{tree}").trim());
    await expect(find("auto")).rejects.toMatchObject(misuse("HEAD and origin/main have no commit in common"));
    git(folder, "update-ref", "-d", "refs/remotes/origin/main");
    git(folder, "branch", "-D", "main");
    await expect(find("auto")).rejects.toMatchObject(misuse("--since auto found no branch to compare with"));
  });
});

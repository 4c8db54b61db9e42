import { basename } from "node:path";
import { expect, test } from "vitest";
import { aboutRun } from "../../../local/cli/about.ts";
import type { CliContext } from "../../../local/cli/options.ts";
import { openProject } from "../../../local/engine/project.ts";
import { commitAll, git } from "../../support/gitRepository.ts";
import { sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";

const DATE = new Date("2026-03-02T09:30:12Z");
const RUN = sampleRun([
  sampleResult({ check: "ruff", verdict: "failed" }),
  sampleResult({ check: "typecheck", verdict: "skipped" }),
  sampleResult({ check: "phplint", verdict: "passed" }),
]);

async function aboutIn(folder: string, own: CliContext["env"] = {}, argv?: readonly string[]) {
  const env = { PATH: process.env["PATH"], ...own };
  const project = await openProject({ cwd: folder, source: [], env });
  const signal = new AbortController().signal;
  return aboutRun(RUN, project, { env, signal, ...(argv === undefined ? {} : { argv }) }, DATE);
}

const GITLAB = {
  GITLAB_CI: "true",
  CI_PROJECT_PATH: "harbor/app",
  CI_PROJECT_URL: "https://gitlab.example/harbor/app",
  CI_COMMIT_SHA: "1f0c2ab49c3de0f7",
  CI_COMMIT_REF_NAME: "main",
  CI_PIPELINE_ID: "4711",
  CI_PIPELINE_URL: "https://gitlab.example/harbor/app/-/pipelines/4711",
};

test("GitLab's variables say what a job was about", async () => {
  const folder = testFolder({ "src/a.py": "x = 1\n" });
  expect(await aboutIn(folder, GITLAB)).toMatchObject({
    project: { name: "harbor/app", url: "https://gitlab.example/harbor/app" },
    branch: { name: "main", url: "https://gitlab.example/harbor/app/-/tree/main" },
    commit: { name: "1f0c2ab49c3de0f7", url: "https://gitlab.example/harbor/app/-/commit/1f0c2ab49c3de0f7" },
    pipeline: { name: "#4711", url: "https://gitlab.example/harbor/app/-/pipelines/4711" },
    date: "2026-03-02T09:30:12.000Z",
  });
  const request = {
    CI_MERGE_REQUEST_IID: "7",
    CI_MERGE_REQUEST_PROJECT_URL: "https://gitlab.example/harbor/app",
    CI_MERGE_REQUEST_SOURCE_PROJECT_URL: "https://gitlab.example/me/app",
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "fix/tide #2",
  };
  const about = await aboutIn(folder, { ...GITLAB, ...request });
  expect(about.branch).toEqual({ name: "fix/tide #2", url: "https://gitlab.example/me/app/-/tree/fix/tide%20%232" });
  expect(about.mergeRequest).toEqual({ name: "!7", url: "https://gitlab.example/harbor/app/-/merge_requests/7" });
});

test("GitHub's variables do, also of a pull request, whose branch may be another repository's", async () => {
  const env = {
    ...{ GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "harbor/app", GITHUB_SERVER_URL: "https://github.example" },
    ...{ GITHUB_SHA: "1f0c2ab4", GITHUB_RUN_ID: "99", GITHUB_RUN_NUMBER: "12", GITHUB_REF_NAME: "7/merge" },
    ...{ GITHUB_REF: "refs/pull/7/merge", GITHUB_HEAD_REF: "tides" },
  };
  expect(await aboutIn(testFolder({ "src/a.py": "x = 1\n" }), env)).toMatchObject({
    project: { name: "harbor/app", url: "https://github.example/harbor/app" },
    branch: { name: "tides" },
    commit: { name: "1f0c2ab4", url: "https://github.example/harbor/app/commit/1f0c2ab4" },
    pipeline: { name: "#12", url: "https://github.example/harbor/app/actions/runs/99" },
    mergeRequest: { name: "#7", url: "https://github.example/harbor/app/pull/7" },
  });
});

test("an address that is none of the web is left out, with its name kept", async () => {
  const about = await aboutIn(testFolder({ "src/a.py": "x = 1\n" }), {
    ...GITLAB,
    CI_PROJECT_URL: "javascript:alert(1)",
    CI_PIPELINE_URL: 'https://x.example/"onclick=',
  });
  expect([about.project, about.commit, about.pipeline]).toEqual([
    { name: "harbor/app" },
    { name: "1f0c2ab49c3de0f7" },
    { name: "#4711" },
  ]);
});

test("elsewhere git is asked; its remote names the project, and never who signs in", async () => {
  const folder = commitAll(testFolder({ "src/a.py": "x = 1\n" }));
  git(folder, "checkout", "--quiet", "-b", "tides");
  const commit = { name: git(folder, "rev-parse", "HEAD").trim() };
  expect(await aboutIn(folder)).toMatchObject({
    project: { name: basename(folder) },
    branch: { name: "tides" },
    commit,
  });
  git(folder, "remote", "add", "origin", "https://me:secret@gitlab.example/harbor/app.git");
  const web = await aboutIn(folder);
  expect(web.project).toEqual({ name: "harbor/app", url: "https://gitlab.example/harbor/app" });
  expect(JSON.stringify(web)).not.toContain("secret");
  for (const remote of ["git@gitlab.example:harbor/app.git", "ssh://git@gitlab.example:2222/harbor/app"]) {
    git(folder, "remote", "set-url", "origin", remote);
    expect((await aboutIn(folder)).project).toEqual({ name: "harbor/app" });
  }
  git(folder, "remote", "set-url", "origin", "/srv/secret/app");
  git(folder, "checkout", "--quiet", "--detach");
  const { project, branch } = await aboutIn(folder);
  expect([project, branch]).toEqual([{ name: basename(folder) }, undefined]);
});

test("without git there is the folder's name", async () => {
  const folder = testFolder({ "src/a.py": "x = 1\n" });
  const { project, commit } = await aboutIn(folder, { PATH: "/nowhere" });
  expect([project, commit]).toEqual([{ name: basename(folder) }, undefined]);
});

test("the versions are those of the locks of the tools that ran, the user's own first", async () => {
  const hash = `--hash=sha256:${"0".repeat(64)}`;
  const own = { ".config/requirements/ruff.txt": `ruff==0.9.9 ${hash}\n` };
  expect((await aboutIn(testFolder({ "src/a.py": "x = 1\n", ...own }))).tools).toEqual({ ruff: "0.9.9" });
  const broken = { ".config/requirements/ruff.txt": "ruff @ https://evil.example/ruff.whl\n" };
  expect((await aboutIn(testFolder({ "src/a.py": "x = 1\n", ...broken }))).tools).toEqual({});
});

test("the command is what was typed, ready for a shell", async () => {
  const folder = testFolder({ "src/a.py": "x = 1\n" });
  expect((await aboutIn(folder, {}, ["lint", "it's here.py", "-q"])).command).toBe(
    "drydock lint 'it'\\''s here.py' -q",
  );
  expect((await aboutIn(folder)).command).toBeUndefined();
});

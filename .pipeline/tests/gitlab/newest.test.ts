import { join } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, it } from "vitest";
import { put, ROOT, temporary } from "../support/cli.ts";
import { commit } from "../support/gitlabRepository.ts";
import { gitServer } from "../support/gitServer.ts";
import { type PrivateCa, privateCa } from "../support/privateCa.ts";
import { recorder } from "../support/recorder.ts";

const SCRIPT = join(ROOT, ".gitlab/newest.sh");

/** A project whose branch main has two commits. */
async function project(ca?: PrivateCa) {
  const folder = temporary();
  const git = (...args: readonly string[]) => execaSync("git", args, { cwd: folder }).stdout;
  git("init", "--quiet", "--initial-branch=main");
  put(folder, "a", "1");
  commit(folder);
  const older = git("rev-parse", "HEAD");
  put(folder, "a", "2");
  commit(folder);
  const { url } = await gitServer("team/app", folder, ca);
  return { url, older, newer: git("rev-parse", "HEAD") };
}

async function asked(url: string, CI_COMMIT_SHA: string, own: Readonly<Record<string, string | undefined>> = {}) {
  const job = { CI_SERVER_URL: url, CI_PROJECT_URL: `${url}/team/app`, CI_COMMIT_SHA, CI_COMMIT_BRANCH: "main" };
  const git = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "false",
    GIT_SSL_CAINFO: undefined,
  };
  const env = { ...git, CI_JOB_TOKEN: "job-token-of-the-test", ...job, ...own };
  const { exitCode: code, all } = await execa(SCRIPT, { env, reject: false, all: true });
  return { code, all };
}

describe("newest.sh", () => {
  it("lets the branch's newest commit pass, and stops one that the branch has gone on from", async () => {
    const { url, older, newer } = await project();
    expect(await asked(url, newer)).toEqual({ code: 0, all: "" });
    expect(await asked(url, older)).toEqual({ code: 75, all: expect.stringContaining(`main is at ${newer}`) });
  });

  it("stops a commit of a branch that is gone, and lets a tag pass", async () => {
    const { url, older, newer } = await project();
    const gone = await asked(url, newer, { CI_COMMIT_BRANCH: "gone" });
    expect(gone).toEqual({ code: 75, all: expect.stringContaining("gone is at nothing") });
    expect((await asked(url, older, { CI_COMMIT_BRANCH: undefined, CI_COMMIT_TAG: "v1" })).code).toBe(0);
  });

  it("fails otherwise when it gets no answer: not knowing is not being overtaken", async () => {
    const { url, newer } = await project();
    expect((await asked(url, newer, { CI_JOB_TOKEN: "of-another" })).code).toBe(128);
    const ca = await privateCa();
    const safe = await project(ca);
    expect((await asked(safe.url, safe.newer)).code).toBe(128);
    expect((await asked(safe.url, safe.newer, { CI_SERVER_TLS_CA_FILE: ca.file })).code).toBe(0);
  });

  it("puts the job's token on no command line", async () => {
    const { url, newer } = await project();
    const programs = recorder();
    programs.program("git", 'PATH=$(echo "$PATH" | cut -d : -f 2-) exec git "$@"');
    expect((await asked(url, newer, { PATH: programs.PATH })).code).toBe(0);
    expect(programs.calls().flat()).toContain("ls-remote");
    expect(programs.calls().flat().join(" ")).not.toContain("job-token-of-the-test");
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { BRANCH, ciLocal, jobsOf, MERGE_REQUEST, type PipelineKind, previewOf, TAG } from "../support/ciLocal.ts";
import { put, ROOT } from "../support/cli.ts";
import { caller, checkoutCopy, commit } from "../support/gitlabRepository.ts";

const CHECKS = ["quality test on_success", "lint test manual", "quality-local test on_success"];

const clone = mkdtempSync(join(tmpdir(), "drydock-test-"));
beforeAll(() => checkoutCopy(clone));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe("the project's own pipeline", () => {
  it.each([
    { name: "a merge request", kind: MERGE_REQUEST },
    { name: "the default branch", kind: BRANCH },
  ])("checks the source by both engines for $name", async ({ kind }) => {
    const jobs = await jobsOf(clone, kind);
    expect(jobs).toEqual(expect.arrayContaining(CHECKS));
    expect(jobs.filter((job) => /^(?:package|build-local-image|release) /.test(job))).toEqual([]);
  });

  it("builds the CLI's image when its files change, and only then", async () => {
    const folder = await checkoutCopy();
    expect(await jobsOf(folder, MERGE_REQUEST)).not.toContain("build-image prepare on_success");
    put(folder, "src/more.py", "MORE = 1\n");
    commit(folder);
    expect(await jobsOf(folder, MERGE_REQUEST)).not.toContain("build-image prepare on_success");
    put(folder, ".docker/Dockerfile", `${readFileSync(join(ROOT, ".docker/Dockerfile"), "utf8")}# changed\n`);
    commit(folder);
    expect(await jobsOf(folder, MERGE_REQUEST)).toContain("build-image prepare on_success");
  });

  it("packs the CLI, builds both images and makes a release for a tag", async () => {
    const jobs = await jobsOf(clone, TAG);
    const release = [
      "build-image prepare on_success",
      "package prepare on_success",
      "build-local-image build on_success",
      "release deploy on_success",
    ];
    expect(jobs).toEqual(expect.arrayContaining([...CHECKS, ...release]));
  });

  const KINDS = [MERGE_REQUEST, BRANCH, TAG];
  const withSocket = async (): Promise<readonly string[]> => {
    const jobs = Object.entries(await previewOf(clone));
    return jobs.filter(([, { variables }]) => variables?.["DOCKER_HOST"] !== undefined).map(([name]) => name);
  };
  const namesOf = async (kind: PipelineKind) => (await jobsOf(clone, kind)).map((job) => job.split(" ")[0] ?? "");

  it.each(["false", "flase"])("has no job with the socket where DRYDOCK_DOCKER is %j", async (value) => {
    const socket = await withSocket();
    expect(socket.length).toBeGreaterThan(8);
    for (const kind of KINDS) {
      const names = await namesOf({ ...kind, DRYDOCK_DOCKER: value });
      expect(names).toContain("quality-local");
      expect(names.filter((name) => socket.includes(name))).toEqual([]);
    }
  });

  it("has jobs with the socket for protected branches and tags alone where DRYDOCK_DOCKER says so", async () => {
    const socket = await withSocket();
    for (const kind of KINDS) {
      const some = await namesOf({ ...kind, DRYDOCK_DOCKER: "protected", CI_COMMIT_REF_PROTECTED: "false" });
      expect(some).toContain("quality-local");
      expect(some.filter((name) => socket.includes(name))).toEqual([]);
      const all = await namesOf({ ...kind, DRYDOCK_DOCKER: "protected", CI_COMMIT_REF_PROTECTED: "true" });
      expect(all).toEqual(await namesOf(kind));
      expect(all.filter((name) => socket.includes(name)).length).toBeGreaterThan(1);
    }
  });

  it.each(["true", "protected", "false"])("needs no job that is left out where DRYDOCK_DOCKER is %s", async (value) => {
    for (const kind of KINDS)
      for (const DRYDOCK_PUBLISH of ["dagger", "docker"]) {
        const given = { ...kind, DRYDOCK_DOCKER: value, DRYDOCK_PUBLISH };
        const { code, all } = await ciLocal(clone, ["--validate-dependency-chain"], given);
        expect([code, all]).toEqual([0, expect.any(String)]);
      }
  });

  it("leaves out the images where the project has no registry", async () => {
    const jobs = await jobsOf(clone, { ...TAG, CI_REGISTRY_IMAGE: "" });
    expect(jobs.filter((job) => /^build-\S*image /.test(job))).toEqual([]);
  });

  it("has one pipeline for a push: the merge request's, else the default branch's", async () => {
    const { workflow } = parse(readFileSync(join(ROOT, ".gitlab-ci.yml"), "utf8"));
    // gitlab-ci-local reads the rules of jobs alone.
    const probe = caller(stringify({ pipeline: { rules: workflow.rules, script: ["true"] } }));
    const made = async (kind: typeof BRANCH) => (await jobsOf(probe, kind)).length === 1;
    expect(await made(MERGE_REQUEST)).toBe(true);
    expect(await made(BRANCH)).toBe(true);
    expect(await made(TAG)).toBe(true);
    expect(await made({ CI_COMMIT_BRANCH: "feature" })).toBe(false);
    expect(workflow.auto_cancel).toEqual({ on_new_commit: "interruptible" });
  });

  it("is refused by the schema when a field is wrong, so that the above means something", async () => {
    const { code, all } = await ciLocal(caller("quality:\n  script: [make]\n  artifact: {}\n"), ["--list"]);
    expect(all).toContain("Invalid .gitlab-ci.yml configuration");
    expect(code).toBe(1);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { BRANCH, ciLocal, jobsOf, MERGE_REQUEST, TAG } from "../support/ciLocal.ts";
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
    expect(jobs.filter((job) => /^(?:package|build-local-image) /.test(job))).toEqual([]);
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

  it("packs the CLI and builds both images for a tag", async () => {
    const jobs = await jobsOf(clone, TAG);
    const release = [
      "build-image prepare on_success",
      "package prepare on_success",
      "build-local-image build on_success",
    ];
    expect(jobs).toEqual(expect.arrayContaining([...CHECKS, ...release]));
  });

  it("leaves out what needs the socket where no runner has it", async () => {
    const jobs = await jobsOf(clone, { ...TAG, DRYDOCK_DOCKER: "false" });
    expect(jobs.filter((job) => /^(?:quality|lint|build)\S* /.test(job))).toEqual(["quality-local test on_success"]);
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

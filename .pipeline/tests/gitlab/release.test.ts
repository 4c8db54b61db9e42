import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jobsOf, previewOf, runJob, TAG } from "../support/ciLocal.ts";
import { put, ROOT } from "../support/cli.ts";
import { checkoutCopy, commit } from "../support/gitlabRepository.ts";

describe("the release of a tag", () => {
  it("comes after all that a component names, and links the packed CLI", async () => {
    const { release } = await previewOf(await checkoutCopy(), TAG);
    expect(release?.needs?.map(({ job }) => job)).toEqual([
      "package",
      "quality-local",
      "build-image",
      "build-local-image",
    ]);
    expect(release?.release).toMatchObject({
      tag_name: "$CI_COMMIT_TAG",
      description: expect.stringContaining("CHANGELOG.md"),
      assets: { links: [{ url: expect.stringMatching(/\/generic\/drydock\/\$CI_COMMIT_TAG\/drydock-quality\.tgz$/) }] },
    });
  });

  it("is of a version that the catalog takes, and of no other tag", async () => {
    const folder = await checkoutCopy();
    const released = async (tag: string) =>
      (await jobsOf(folder, { ...TAG, CI_COMMIT_TAG: tag })).includes("release deploy on_success");
    expect([await released("1.2.3"), await released("v1.2.3-rc.1"), await released("nightly")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("fails where the component would take its images from another project", async () => {
    const folder = await checkoutCopy();
    const tag = { CI_COMMIT_TAG: "v0.1.0" };
    expect((await runJob(folder, "release", {}, tag)).code).toBe(0);
    const text = readFileSync(join(ROOT, "templates/check.yml"), "utf8");
    put(folder, "templates/check.yml", text.replace("default: platform/drydock\n", "default: platform/drydock2\n"));
    commit(folder);
    const { code, all } = await runJob(folder, "release", {}, tag);
    expect([code, all]).toEqual([1, expect.stringContaining("make platform/drydock the default")]);
  });
});

import { describe, expect, it } from "vitest";
import { runJob, TAG } from "../support/ciLocal.ts";
import { put } from "../support/cli.ts";
import { checkoutCopy, commit } from "../support/gitlabRepository.ts";
import { recorder } from "../support/recorder.ts";

const REGISTRY = "registry.example.com/platform/drydock";

/** The images that the job pushes, with the commit's hash made the same each time. */
async function pushed(job: string, own: Readonly<Record<string, string>>) {
  const programs = recorder();
  programs.program("docker");
  const folder = await checkoutCopy();
  // What the job `package` leaves there.
  put(folder, ".docker/local/drydock-quality.tgz", "");
  commit(folder, ".docker/local/drydock-quality.tgz");
  const { code } = await runJob(folder, job, { PATH: programs.PATH }, { CI_REGISTRY_USER: "ci", ...own });
  const calls = programs.calls().map((words) => words.join(" ").replace(/:[0-9a-f]{40}\b/g, ":COMMIT"));
  return { code, calls, images: calls.flatMap((call) => /^docker push (.*)/.exec(call)?.[1] ?? []) };
}

describe("the images of the component", () => {
  it.each([
    ["build-image", "dagger"],
    ["build-local-image", "local"],
  ])("have, by %s, the tag and its commit for names: both are a version", async (job, name) => {
    const { code, calls, images } = await pushed(job, { CI_COMMIT_TAG: String(TAG["CI_COMMIT_TAG"]) });
    expect(code).toBe(0);
    expect(images.sort()).toEqual([`${REGISTRY}/${name}:COMMIT`, `${REGISTRY}/${name}:v0.1.0`]);
    expect(calls.join("\n")).toMatch(new RegExp(`tag.* ${REGISTRY}/${name}:COMMIT`));
  });

  it("have the branch's name alone where there is no tag", async () => {
    const { code, images } = await pushed("build-image", {});
    expect([code, images]).toEqual([0, [`${REGISTRY}/dagger:main`]]);
  });
});

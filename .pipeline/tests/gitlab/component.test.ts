import { describe, expect, it } from "vitest";
import { BRANCH, ciLocal, jobsOf, previewOf } from "../support/ciLocal.ts";
import { caller, including } from "../support/gitlabRepository.ts";

const REQUIRED = { project: "platform/drydock", version: "v0.1.0" };
const at = (name: string) => `$CI_SERVER_FQDN/$CI_PROJECT_PATH/${name}@$CI_COMMIT_SHA`;

describe("the component", () => {
  it("needs no more than where Drydock is and which version, and takes the image of both", async () => {
    const { quality, ...others } = await previewOf(including("quality", REQUIRED));
    expect(others).toEqual({});
    expect(quality).toMatchObject({
      stage: "test",
      // GitLab fills the variable in, and drops a tag that is empty then.
      tags: ["$DRYDOCK_TAGS"],
      needs: [],
      allow_failure: false,
      // A job without rules is left out of pipelines of merge requests.
      rules: [{ when: "on_success" }],
      // Its variables are filled in when the job starts.
      image: { name: "$CI_REGISTRY/$DRYDOCK_PROJECT/$DRYDOCK_ENGINE:$DRYDOCK_VERSION", docker: { user: "0:0" } },
      variables: {
        DRYDOCK_TAGS: "",
        DRYDOCK_ENGINE: "local",
        DRYDOCK_PROJECT: "platform/drydock",
        DRYDOCK_VERSION: "v0.1.0",
        DRYDOCK_SOURCE: "",
        DRYDOCK_CONFIG: "",
        DRYDOCK_REQUIREMENTS: "",
        DRYDOCK_INDEX: "",
      },
    });
    expect(quality?.variables).not.toHaveProperty("DOCKER_HOST");
  });

  it("has the host's socket, and the tag of a runner that binds it, with Dagger alone", async () => {
    const { quality } = await previewOf(including("quality", { ...REQUIRED, engine: "dagger" }));
    expect(quality).toMatchObject({
      tags: ["$DRYDOCK_TAGS"],
      variables: { DRYDOCK_TAGS: "dockerd", DRYDOCK_ENGINE: "dagger", DOCKER_HOST: "unix:///var/run/docker.sock" },
    });
    expect(quality?.cache).toBeUndefined();
  });

  it("has GitLab's cache without Docker, kept however the job ends", async () => {
    const inputs = { ...REQUIRED, tags: ["python"], stage: "check" };
    const { quality } = await previewOf(
      caller(JSON.stringify({ stages: ["check"], include: [{ component: at("quality"), inputs }] })),
    );
    expect(quality).toMatchObject({ stage: "check", tags: ["python"] });
    expect(quality?.variables?.["DRYDOCK_CACHE"]).toBe("$CI_PROJECT_DIR/.drydock-cache");
    const cache = {
      key: "drydock-$CI_COMMIT_REF_SLUG",
      paths: [".drydock-cache/"],
      policy: "pull-push",
      when: "always",
    };
    expect(quality?.cache).toEqual([cache]);
  });

  it.each(["quality", "dind"])("takes rules in place of running in every pipeline: %s", async (component) => {
    const rules = [{ if: '$CI_COMMIT_REF_PROTECTED == "true"', when: "manual" }, { when: "never" }];
    const folder = including(component, { ...REQUIRED, rules });
    expect((await previewOf(folder))["quality"]?.rules).toEqual(rules);
    expect(await jobsOf(folder, BRANCH)).toEqual([]);
    expect(await jobsOf(folder, { ...BRANCH, CI_COMMIT_REF_PROTECTED: "true" })).toEqual(["quality test manual"]);
  });

  it.each(["quality", "dind", "check"])("takes what it waits for, and whether it may fail: %s", async (component) => {
    const needs = [{ job: "build", artifacts: false, optional: true }];
    const inputs = { ...(component === "check" ? {} : REQUIRED), needs, allow_failure: true };
    const { quality } = await previewOf(including(component, inputs));
    expect(quality).toMatchObject({ needs: [expect.objectContaining(needs[0])], allow_failure: true });
  });

  it("can be included twice in one pipeline, under two names", async () => {
    const first = { ...REQUIRED, job: "app", source: "app/src", engine: "dagger" };
    const second = {
      ...REQUIRED,
      job: "tools",
      source: "tools",
      image: "registry.example.com/own:1.0",
    };
    const include = [first, second].map((inputs) => ({ component: at("quality"), inputs }));
    const { app, tools } = await previewOf(caller(JSON.stringify({ include })));
    expect(app).toMatchObject({ variables: { DRYDOCK_SOURCE: "app/src" }, artifacts: { expose_as: "app report" } });
    expect(tools).toMatchObject({
      image: { name: "registry.example.com/own:1.0" },
      variables: { DRYDOCK_SOURCE: "tools" },
    });
    expect(app?.script?.join()).toContain("dagger");
    expect(tools?.script?.join()).not.toContain("dagger");
  });

  it.each([
    ["project", { version: "v0.1.0" }, "required value has not been provided"],
    ["version", { project: "platform/drydock" }, "required value has not been provided"],
    ["engine", { ...REQUIRED, engine: "podman" }, "not in the list of allowed options"],
    ["project", { ...REQUIRED, project: "drydock; id" }, "does not match required regex"],
    ["version", { ...REQUIRED, version: "main branch" }, "does not match required regex"],
    ["gates", { ...REQUIRED, gates: "lint=often" }, "does not match required regex"],
    ["checks", { ...REQUIRED, checks: "lint ruff" }, "does not match required regex"],
    ["python", { ...REQUIRED, python: "2.7" }, "does not match required regex"],
    ["python", { ...REQUIRED, python: 3.13 }, "not a string"],
    ["tags", { ...REQUIRED, tags: "dockerd" }, "not a array"],
    ["rules", { ...REQUIRED, rules: "always" }, "not a array"],
    ["needs", { ...REQUIRED, needs: "build" }, "not a array"],
    ["allow_failure", { ...REQUIRED, allow_failure: "yes" }, "not a boolean"],
    ["source", { ...REQUIRED, source: "-x" }, "does not match required regex"],
    ["requirements", { ...REQUIRED, requirements: "--x" }, "does not match required regex"],
    ["index", { ...REQUIRED, index: "https://a b" }, "does not match required regex"],
    ["package-sha256", { ...REQUIRED, "package-sha256": "abc" }, "does not match required regex"],
  ])("refuses a wrong or missing %s: %j", async (name, inputs, words) => {
    const { code, all } = await ciLocal(including("quality", inputs), ["--list"]);
    expect(code).toBe(1);
    expect(all.replaceAll("\n", " ")).toMatch(new RegExp(`\`${name}\` input: .*${words}`));
  });
});

import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { put, ROOT } from "../../support/cli.ts";
import { jobFile, shellOf } from "../../support/jobScript.ts";
import { recorder } from "../../support/recorder.ts";

interface Job {
  readonly extends?: string | readonly string[];
  readonly rules?: readonly {
    readonly if?: string;
    readonly when?: string;
    readonly variables?: object;
    readonly reference?: unknown;
  }[];
  readonly [field: string]: unknown;
}

const jobsOf = (name: string): Readonly<Record<string, Job>> =>
  jobFile(readFileSync(join(ROOT, ".gitlab", name), "utf8"));
const own = jobsOf("image.yml");
const all = { ...jobsOf("quality.yml"), ...own };
/** A job with what it extends, the last winning, as GitLab merges fields that are no maps. */
function job(name: string): Job {
  const given = all[name];
  if (given === undefined) throw new Error(`There is no job ${name}.`);
  const parents = [given.extends ?? []].flat().map(job);
  const variables = Object.assign({}, ...[...parents, given].map((one) => one["variables"]));
  return Object.assign({}, ...parents, given, { variables });
}

const PUBLISHING = ["publish-application", "publish-application-docker"];
const JOBS = ["build-application", ...PUBLISHING];

describe("the jobs of the application's image", () => {
  it("are these", () => {
    expect(Object.keys(own).filter((name) => !name.startsWith(".") && name !== "variables")).toEqual(JOBS);
  });

  it.each(JOBS)("%s runs over the bound socket in a pinned image, without a dind service", (name) => {
    const { image, tags, variables, services } = job(name);
    expect({ image, tags, services }).toEqual({ image: "docker:28.1.1-cli", tags: ["dockerd"], services: undefined });
    expect(variables).toMatchObject({ DOCKER_HOST: "unix:///var/run/docker.sock" });
  });

  it.each(JOBS)("%s is left out first of all by the rules of the socket", (name) => {
    expect(job(name).rules?.[0]).toEqual({ reference: [".no-socket", "rules"] });
  });

  it.each(PUBLISHING)("%s waits for the checks, for its turn, and is never cancelled by a newer pipeline", (name) => {
    expect(job(name)).toMatchObject({
      stage: "publish",
      interruptible: false,
      resource_group: "application-image",
      // What newest.sh ends with when the branch has gone on.
      allow_failure: { exit_codes: 75 },
      needs: [{ job: "quality", artifacts: false }],
    });
  });

  it("publish from the default branch and tags alone, by one of two ways", () => {
    for (const name of PUBLISHING) {
      const rules = (job(name).rules ?? []).filter(({ reference }) => reference === undefined);
      const runs = rules.filter(({ when }) => when !== "never").map((rule) => rule.if);
      // And only where there is a registry to go to; an empty variable names none.
      expect(runs).toEqual([
        expect.stringMatching(/\$CI_REGISTRY_IMAGE\b.* && \$CI_COMMIT_BRANCH == \$CI_DEFAULT_BRANCH$/),
        expect.stringMatching(/\$CI_REGISTRY_IMAGE\b.* && \$CI_COMMIT_TAG$/),
      ]);
    }
    const never = (name: string) =>
      (job(name).rules ?? []).filter(({ when }) => when === "never").map((rule) => rule.if);
    expect(never("publish-application").join()).toContain('$DRYDOCK_PUBLISH == "docker"');
    expect(never("publish-application-docker").join()).toContain('$DRYDOCK_PUBLISH != "docker"');
  });

  it("say latest on the default branch alone", () => {
    const { rules = [], variables } = job("publish-application");
    expect(variables).toMatchObject({ DRYDOCK_LATEST: "false" });
    const with_ = rules.filter((rule) => rule.variables !== undefined);
    expect(with_.map((rule) => [rule.if, rule.variables])).toEqual([
      ["$CI_REGISTRY_IMAGE && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", { DRYDOCK_LATEST: "true" }],
    ]);
  });
});

describe("what the jobs call", () => {
  const variables = {
    CI_COMMIT_REF_SLUG: "main",
    CI_COMMIT_BRANCH: "main",
    CI_COMMIT_SHA: "1a2b3c4d5e6f",
    CI_COMMIT_TIMESTAMP: "2026-01-02T03:04:05+00:00",
    CI_SERVER_URL: "https://gitlab.example",
    CI_PROJECT_URL: "https://gitlab.example/team/app",
    CI_REGISTRY: "registry.example:5050",
    CI_REGISTRY_IMAGE: "registry.example:5050/team/app",
    CI_REGISTRY_USER: "gitlab-ci-token",
    CI_REGISTRY_PASSWORD: "correct horse",
    DRYDOCK_LATEST: "true",
  };

  /** Runs the job's script with a stand-in for the program; its exit code and calls. */
  async function called(name: string, program: string, body = "", env: object = {}, part = "script") {
    const stand = recorder();
    stand.program(program, body);
    // The head of the branch, which newest.sh asks for.
    const bin = stand.PATH.split(":")[0] ?? "";
    put(bin, "git", `#!/bin/sh\nprintf '%s\\trefs/heads/main\\n' "\${HEAD_OF_MAIN:-$CI_COMMIT_SHA}"\n`);
    chmodSync(join(bin, "git"), 0o755);
    const ended = await shellOf(job(name)[part], { ...variables, ...env, PATH: stand.PATH });
    return { ...ended, calls: stand.calls() };
  }

  it("is dagger publish with the places of the secrets, not the secrets, and its exit code", async () => {
    const { code, calls } = await called("publish-application", "dagger", "exit 3", {
      DRYDOCK_BASE: "mirror.example/python",
    });
    expect(code).toBe(3);
    expect(calls).toEqual([
      [
        ...["dagger", "call", "-m", ".", "publish", "--ref", "main", "--revision", "1a2b3c4d5e6f", "--latest=true"],
        ...["--labels", "source=https://gitlab.example/team/app", "--labels", "created=2026-01-02T03:04:05+00:00"],
        ...["--base", "mirror.example/python", "--registry", "registry.example:5050", "--image", "team/app"],
        ...["--username", "env://CI_REGISTRY_USER", "--password", "env://CI_REGISTRY_PASSWORD"],
      ],
    ]);
  });

  it("is dagger build for a merge request", async () => {
    const { code, calls } = await called("build-application", "dagger");
    expect(code).toBe(0);
    expect(calls[0]?.slice(0, 7)).toEqual(["dagger", "call", "-m", ".", "build", "--ref", "main"]);
  });

  it("is publish.sh for plain Docker", () => {
    expect(job("publish-application-docker")["script"]).toEqual([".gitlab/newest.sh", ".docker/publish.sh"]);
  });

  it.each(PUBLISHING)("is nothing but a warning in %s when the branch has gone on", async (name) => {
    const { code, stderr, calls } = await called(name, "dagger", "", { HEAD_OF_MAIN: "ffff" });
    expect([code, stderr, calls]).toEqual([75, expect.stringContaining("main is at ffff"), []]);
  });

  it("is Alpine's package of Amazon's helper where the config names it, and nothing elsewhere", async () => {
    const config = { DOCKER_AUTH_CONFIG: '{"credHelpers": {"x": "ecr-login"}}' };
    const given = await called("publish-application-docker", "apk", "", config, "before_script");
    expect(given).toMatchObject({ code: 0, calls: [["apk", "add", "--no-cache", "docker-credential-ecr-login"]] });
    const none = await called("publish-application-docker", "apk", "", {}, "before_script");
    expect(none).toMatchObject({ code: 0, calls: [] });
  });
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { imageTags } from "../../../src/dagger/image.ts";
import { COMMIT, DIGEST, imagePublisher, JOB, PASSWORD, publish } from "../../support/imagePublisher.ts";
import { eventually } from "../../support/polling.ts";

const IMAGE = JOB.CI_REGISTRY_IMAGE;
const tagsOf = (calls: readonly (readonly string[])[]) =>
  calls.filter(([, verb]) => verb === "push").map(([, , address = ""]) => address.replace(`${IMAGE}:`, ""));

describe("publish.sh", () => {
  it("logs in, builds once, and pushes the commit's tag, the branch's and latest, in these words", async () => {
    const { code, calls, stdout } = await publish();
    expect(code).toBe(0);
    const label = "org.opencontainers.image";
    expect(calls).toEqual([
      ["docker", "login", "--username", "gitlab-ci-token", "--password-stdin", "registry.example:5050"],
      [
        ...["docker", "build", "--progress", "plain", "--file", ".docker/application.Dockerfile"],
        ...["1a2b3c4d", "main", "latest"].flatMap((tag) => ["--tag", `${IMAGE}:${tag}`]),
        ...["--label", `${label}.revision=${COMMIT}`, "--label", `${label}.ref.name=main`],
        ...["--label", `${label}.version=main`, "--label", "dev.drydock.built=true"],
        ...["--build-arg", "BUILDKIT_INLINE_CACHE=1"],
        ...["--cache-from", `${IMAGE}:main`, "--cache-from", `${IMAGE}:latest`, "."],
      ],
      ...["1a2b3c4d", "main", "latest"].map((tag) => ["docker", "push", `${IMAGE}:${tag}`]),
    ]);
    expect(stdout).toBe(`${IMAGE}@${DIGEST}\n`);
  });

  it("says more in labels and takes another base where it is told so", async () => {
    const { calls } = await publish({
      CI_PROJECT_URL: "https://gitlab.example/team/app",
      CI_COMMIT_TIMESTAMP: "2026-01-02T03:04:05+00:00",
      CI_COMMIT_TAG: "v1.2.0",
      CI_COMMIT_BRANCH: undefined,
      CI_COMMIT_REF_SLUG: "v1-2-0",
      DRYDOCK_BASE: "mirror.example/python:3.13-slim",
      DRYDOCK_BUILD_NETWORK: "none",
      https_proxy: "http://user:word@proxy.example",
    });
    const words = calls[1]?.join(" ") ?? "";
    expect(words).toContain("image.version=v1.2.0 --label org.opencontainers.image.source=https://gitlab.example/");
    expect(words).toContain(
      "image.created=2026-01-02T03:04:05+00:00 --label dev.drydock.built=true --build-arg BASE=mirror.example/python:3.13-slim",
    );
    expect(words).toContain("--network none --build-arg https_proxy --build-arg BUILDKIT");
    expect(tagsOf(calls)).toEqual(["1a2b3c4d", "v1-2-0"]);
  });

  it("hands the password to docker login alone, byte for byte, by its standard input", async () => {
    const world = imagePublisher();
    const { stdin, calls, environments, stdout, stderr } = await publish({}, [], world);
    expect(stdin).toBe(PASSWORD);
    expect(environments).toContain("CI_REGISTRY_USER=");
    for (const text of [calls.flat().join("\n"), environments, stdout, stderr]) expect(text).not.toContain(PASSWORD);
  });

  it("uses a Docker config of its own, and leaves nothing of it", async () => {
    const world = imagePublisher();
    const { environments, left } = await publish({}, [], world);
    const folders = new Set(environments.match(/^DOCKER_CONFIG=.*$/gm));
    expect(folders.size).toBe(1);
    expect([...folders][0]).toMatch(new RegExp(`^DOCKER_CONFIG=${world.scratch}/`));
    expect(left).toEqual([]);
  });

  it.each([
    ["login", 1],
    ["build", 17],
    ["push", 125],
  ])("ends with the code of docker %s, %i, and leaves nothing", async (verb, status) => {
    const world = imagePublisher();
    world.docker(`if [ "$1" = ${verb} ]; then cat > /dev/null; echo "no such luck" >&2; exit ${status}; fi`);
    const { code, stdout, stderr, calls, left } = await publish({}, [], world);
    expect([code, stdout, left]).toEqual([status, "", []]);
    expect(stderr).toContain("no such luck");
    expect(calls.at(-1)?.[1]).toBe(verb);
  });

  it("leaves nothing when the job is cancelled", async () => {
    const world = imagePublisher();
    const reached = join(world.root, "reached");
    world.docker(`if [ "$1" = build ]; then touch '${reached}'; sleep 1; fi`);
    const child = world.start({});
    const ended = world.result(child);
    await eventually("the build runs", () => existsSync(reached));
    child.kill("SIGTERM");
    const { code, left, calls } = await ended;
    expect([code, left]).toEqual([143, []]);
    expect(calls.at(-1)?.[1]).toBe("build");
  });

  it.each([
    ["no digest", "if [ $1 = push ]; then echo pushed; exit 0; fi", /gave no digest of registry/],
    [
      "another digest",
      `case "$*" in push*latest) echo "latest: digest: ${DIGEST.replaceAll("0f", "1e")} size: 1"; exit 0 ;; esac`,
      /another job pushed meanwhile/,
    ],
  ])("fails when docker push says %s", async (_, body, words) => {
    const world = imagePublisher();
    world.docker(body);
    const { code, stdout, stderr } = await publish({}, [], world);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(words);
  });
});

describe("the tags of publish.sh", () => {
  it.each([
    ["main", "main", []],
    ["feature", "feature-x", []],
    ["latest", "latest", []],
    ["main", "main", ["v1.2.0", "main", "latest"]],
    ["feature", "1a2b3c4d", ["v1"]],
  ])("on %s are those that Dagger gives: %s %j", async (branch, slug, more) => {
    const { code, calls } = await publish({ CI_COMMIT_BRANCH: branch, CI_COMMIT_REF_SLUG: slug }, more);
    expect(code).toBe(0);
    const wanted = imageTags({ ref: slug, revision: COMMIT, latest: branch === "main", more });
    expect([...new Set(tagsOf(calls))]).toEqual(wanted);
  });

  it.each(["-a", ".a", "feature/x", "a b", "a:b", "é", "a\nb", "$(id)", "*"])(
    "may not be %j: nothing is built",
    async (slug) => {
      const { code, calls, stderr } = await publish({ CI_COMMIT_REF_SLUG: slug });
      expect([code, calls]).toEqual([2, []]);
      expect(stderr).toContain(`'${slug}' is not a valid tag`);
    },
  );

  it.each([
    [{ CI_REGISTRY_IMAGE: undefined }, /image '' does not begin with a registry.*DRYDOCK_APPLICATION_IMAGE/],
    [{ CI_REGISTRY_IMAGE: "https://registry.example/a" }, /does not begin with a registry/],
    [{ CI_REGISTRY_IMAGE: "team/app" }, /does not begin with a registry/],
    [{ CI_REGISTRY_IMAGE: "app" }, /does not begin with a registry/],
    [{ CI_COMMIT_SHA: undefined }, /CI_COMMIT_SHA: the commit/],
    [{ CI_COMMIT_REF_SLUG: "" }, /CI_COMMIT_REF_SLUG: the branch/],
  ])("need a commit and a place: %j", async (variables, words) => {
    const { code, calls, stderr } = await publish(variables);
    expect([code, calls]).toEqual([2, []]);
    expect(stderr).toMatch(words);
  });
});

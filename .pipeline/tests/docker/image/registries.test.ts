import { describe, expect, it } from "vitest";
import { put } from "../../support/cli.ts";
import { imagePublisher, JOB, PASSWORD, publish } from "../../support/imagePublisher.ts";

const ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const HELPERS = JSON.stringify({ credHelpers: { "other.example": "other", [ECR]: "ecr-login" } }, null, 2);
const TO_ECR = { DRYDOCK_APPLICATION_IMAGE: `${ECR}/app`, DOCKER_AUTH_CONFIG: HELPERS };
const verbs = (calls: readonly (readonly string[])[]) => calls.map(([, verb]) => verb);

describe("publish.sh to another registry", () => {
  it("leaves the login to the helper that DOCKER_AUTH_CONFIG names for it", async () => {
    const world = imagePublisher();
    world.program("docker-credential-ecr-login", "exit 1");
    const { code, calls, config, stdout, left } = await publish(TO_ECR, [], world);
    expect(code).toBe(0);
    expect(config).toBe(`${HELPERS}\n`);
    expect(verbs(calls)).not.toContain("login");
    expect(stdout).toMatch(new RegExp(`^${ECR}/app@sha256:`));
    expect(left).toEqual([]);
  });

  it("takes a helper for all registries too", async () => {
    const world = imagePublisher();
    world.program("docker-credential-ecr-login", "exit 1");
    const all = { ...TO_ECR, DOCKER_AUTH_CONFIG: '{"credsStore": "ecr-login"}' };
    const { code, calls } = await publish(all, [], world);
    expect([code, verbs(calls).includes("login")]).toEqual([0, false]);
  });

  it("logs in beside a helper that is for other registries, into the same config", async () => {
    const { code, calls, stdin, config } = await publish({ DOCKER_AUTH_CONFIG: HELPERS });
    expect([code, verbs(calls)[0], stdin, config]).toEqual([0, "login", PASSWORD, `${HELPERS}\n`]);
  });

  it("needs no login where DOCKER_AUTH_CONFIG has one", async () => {
    const auths = JSON.stringify({ auths: { "registry.example": { auth: "dXNlcjpwYXNz" } } });
    const variables = { DRYDOCK_APPLICATION_IMAGE: "registry.example/team/app", DOCKER_AUTH_CONFIG: auths };
    const { code, calls, environments, config } = await publish(variables);
    expect([code, verbs(calls).includes("login"), config]).toEqual([0, false, `${auths}\n`]);
    expect(environments).not.toContain("dXNlcjpwYXNz");
  });

  it("starts from the Docker config of the job's image or runner", async () => {
    const world = imagePublisher();
    world.program("docker-credential-ecr-login", "exit 1");
    put(world.root, ".docker/config.json", HELPERS);
    const own = await publish({ DRYDOCK_APPLICATION_IMAGE: `${ECR}/app` }, [], world);
    expect([own.code, own.config]).toEqual([0, HELPERS]);
    const other = imagePublisher();
    other.program("docker-credential-ecr-login", "exit 1");
    put(other.root, "config/config.json", HELPERS);
    const variables = { DRYDOCK_APPLICATION_IMAGE: `${ECR}/app`, DOCKER_CONFIG: `${other.root}/config` };
    expect((await publish(variables, [], other)).config).toBe(HELPERS);
  });

  it("never sends GitLab's password there", async () => {
    const { calls, stdin, environments } = await publish({ DRYDOCK_APPLICATION_IMAGE: "registry.other.example/app" });
    expect([verbs(calls).includes("login"), stdin]).toEqual([false, undefined]);
    expect(environments).not.toContain(PASSWORD);
  });

  it("logs in with a user and a password of its own", async () => {
    const own = { DRYDOCK_REGISTRY_USER: "deploy", DRYDOCK_REGISTRY_PASSWORD: "other secret" };
    const { code, calls, stdin, environments } = await publish({
      DRYDOCK_APPLICATION_IMAGE: "registry.other.example/app",
      ...own,
    });
    expect([code, stdin]).toEqual([0, "other secret"]);
    expect(calls[0]?.slice(2)).toEqual(["--username", "deploy", "--password-stdin", "registry.other.example"]);
    expect(environments).not.toContain("other secret");
  });

  it("refuses a DOCKER_AUTH_CONFIG that is a path", async () => {
    const { code, stderr, left } = await publish({ DOCKER_AUTH_CONFIG: "/builds/team/app.tmp/DOCKER_AUTH_CONFIG" });
    expect([code, left]).toEqual([2, []]);
    expect(stderr).toMatch(/DOCKER_AUTH_CONFIG is not JSON/);
  });

  it("hands on no variable of the shell that has the name of one in it", async () => {
    const { environments } = await publish({ password: "x", user: "x", auth: "x", DOCKER_AUTH_CONFIG: HELPERS });
    expect(JOB.CI_REGISTRY_PASSWORD).toBe(PASSWORD);
    expect(environments).not.toMatch(/^(password|user|auth)=/m);
  });
});

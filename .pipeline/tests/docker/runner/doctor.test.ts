import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIGS, doctor, ENGINE, type Machine, NO_DAEMON } from "../../support/runnerDoctor.ts";
import { runnerKit } from "../../support/runnerKit.ts";

const { dind: DIND, socket: SOCKET, token: TOKEN } = CONFIGS;

const ALL = ["daemon", "runner", "config", "ci", "gitlab", "engine", "disk"];

describe("a machine on which all is well", () => {
  it.each([
    ["socket", SOCKET],
    ["dind", DIND],
    ["both", `${SOCKET}\n${DIND.slice(DIND.indexOf("[[runners]]"))}`],
  ])("has no trouble with the template for %s, and the exit code 0", async (_, config) => {
    const { code, lines, stdout, stderr } = await doctor([], { config });
    expect(lines.filter((line) => !line.startsWith("note: "))).toEqual(ALL.map((check) => `fine: ${check}`));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain(TOKEN);
  });

  it("is asked for nothing but facts", async () => {
    const { calls } = await doctor([]);
    const verbs = new Set(
      calls
        .filter(([program]) => program === "docker")
        .map((call) => call.slice(1, call[1] === "exec" ? 4 : 2).join(" ")),
    );
    expect([...verbs].sort()).toEqual([
      "container",
      "exec gitlab-runner cat",
      "exec gitlab-runner gitlab-runner",
      "exec gitlab-runner stat",
      "exec gitlab-runner true",
      "info",
      "logs",
      "version",
    ]);
  });

  it("is asked with one check alone, and a check that is unknown is misuse", async () => {
    expect((await doctor(["disk"])).stdout).toBe("fine: disk\n");
    const { code, stdout, stderr } = await doctor(["disk", "all"]);
    expect([code, stdout, stderr]).toEqual([
      2,
      "",
      expect.stringContaining("unknown check 'all'. There are: daemon runner"),
    ]);
  });
});

describe("the doctor has no false alarm", () => {
  it.each<[string, string, Machine]>([
    ["for no engine yet", "engine", { engines: "" }],
    [
      "for a dind job with its own host beside socket jobs",
      "ci",
      {
        config: DIND,
        ci: "variables:\n  DOCKER_HOST: unix:///var/run/docker.sock\na:\n  services: [docker:28-dind]\n  variables:\n    DOCKER_HOST: tcp://docker:2376\n",
      },
    ],
    ["for a comment on dind", "ci", { ci: "a:\n  # no docker:dind service\n  tags: [dockerd]\n" }],
  ])("%s", async (_, check, machine) => {
    expect((await doctor([check], machine)).stdout).toBe(`fine: ${check}\n`);
  });

  it("for two versions that leave each other alone: it says how to remove the one that is not wanted", async () => {
    const names = [`dagger-engine-${ENGINE}`, "dagger-engine-v0.18.0", "dagger-engine-shared"];
    const { code, lines } = await doctor(["engine"], { engines: names.map((name) => `${name}=running`).join("\n") });
    expect([code, lines]).toEqual([0, [expect.any(String), "fine: engine"]]);
    expect(lines[0]).toMatch(/^note: dagger-engine-v0\.18\.0 is .*: docker rm -f -v dagger-engine-v0\.18\.0$/);
  });

  it("and reads only what an engine logged since it started", async () => {
    const { calls } = await doctor(["engine"]);
    expect(calls).toContainEqual([
      "docker",
      "logs",
      "--since",
      "2026-01-02T03:04:05Z",
      "--tail",
      "300",
      `dagger-engine-${ENGINE}`,
    ]);
  });
});

describe("what can't be looked at", () => {
  it("is not the files that .gitlab-ci.yml includes from its repository", async () => {
    const kit = runnerKit();
    kit.docker({});
    const at = (path: string) => join(kit.folder, "../..", path);
    mkdirSync(at(".gitlab"));
    writeFileSync(at(".gitlab-ci.yml"), "include:\n  - local: /.gitlab/a.yml\n");
    const job = "a:\n  services: [docker:28-dind]\n  variables:\n    DOCKER_HOST: unix:///var/run/docker.sock\n";
    writeFileSync(at(".gitlab/a.yml"), job);
    expect((await kit.run("doctor.sh", ["ci"])).stdout).toContain("are mixed in .gitlab-ci.yml: a.");
  });

  it("is never called fine: the registration of a runner that does not run", async () => {
    const { lines } = await doctor(["gitlab"], { answers: { "exec gitlab-runner true": "exit 1" } });
    expect(lines).toEqual(["note: gitlab was not checked, because gitlab-runner does not run."]);
  });

  it("is never called fine: without a daemon its trouble comes first and once, and no check passes that needs it", async () => {
    const dead = { answers: { version: NO_DAEMON, "": "exit 1" } };
    const { code, lines } = await doctor([], dead);
    expect([code, lines.filter((line) => line.includes("Docker does not answer: ")).length]).toEqual([1, 1]);
    expect(lines.filter((line) => line.startsWith("fine: "))).toEqual(["fine: ci"]);
    const disk = await doctor(["disk"], dead);
    expect([disk.code, disk.lines]).toEqual([
      1,
      [
        expect.stringMatching(/^trouble: Docker does not answer: Cannot connect/),
        expect.stringMatching(/^do: /),
        "note: disk was not checked, because Docker does not answer.",
      ],
    ]);
  });
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIGS, doctor, ENGINE, type Machine, NO_DAEMON } from "../../support/runnerDoctor.ts";
import { runnerKit } from "../../support/runnerKit.ts";

const { dind: DIND, socket: SOCKET, token: TOKEN } = CONFIGS;

const ALL = ["daemon", "host", "runner", "config", "socket", "tls", "shell", "ci", "tags", "engine", "disk"];

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
      "info",
      "logs",
      "version",
    ]);
  });

  it("is asked with one check alone, and a check that is unknown is misuse", async () => {
    expect((await doctor(["disk"])).stdout).toBe("fine: disk\n");
    const { code, stdout, stderr } = await doctor(["disk", "all"]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining("no check 'all'. There are: daemon host")]);
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
    const size = `printf '%s\\n' 'ab12 1GB' 'ab 12.3GB'`;
    const inspect = 'container inspect --format {{range .Mounts}}{{if eq .Destination "/var/lib/dagger"}}';
    const names = [`dagger-engine-${ENGINE}`, "dagger-engine-v0.18.0", "dagger-engine-shared"];
    const at = (answers: Machine["answers"] = {}) =>
      doctor(["engine"], { engines: names.map((name) => `${name} running`).join("\n"), answers });
    const { code, lines } = await at({ [inspect]: "echo ab", "system df --verbose": size });
    expect([code, lines]).toEqual([0, [expect.any(String), "fine: engine"]]);
    expect(lines[0]).toMatch(
      /^note: dagger-engine-v0\.18\.0 is .* its volume of 12\.3GB stays .*: docker rm -f -v dagger-engine-v0\.18\.0\. That is safe while/,
    );
    for (const answers of [
      { [inspect]: "echo ab", system: "exit 1" },
      { [inspect]: "echo", system: size },
    ])
      expect((await at(answers)).lines[0]).toMatch(/ its volume stays .* docker rm -f -v dagger-engine-v0\.18\.0\./);
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

describe("what can't be known here", () => {
  it.each([
    ["in brackets", "a:\n  tags: [dockerd, 'big']\n", "the tag big dockerd."],
    ["as a list", 'a:\n  tags:\n    - dockerd\n    - "big"\n  script: x\n', "the tag big dockerd."],
  ])("are a runner's tags: those that jobs ask for %s are named, and where to look", async (_, ci, tags) => {
    const { code, lines } = await doctor(["tags"], { ci });
    expect([code, lines.at(-1)]).toEqual([0, "fine: tags"]);
    expect(lines[0]).toMatch(/^note: .*Only GitLab knows the tags of a runner.*Settings > CI\/CD > Runners/);
    expect(lines[0]).toContain(tags);
    expect(lines[0]).toContain("or the runner is protected and the branch is not");
  });

  it("are jobs without a tag: the runner must take them", async () => {
    expect((await doctor(["tags"], { ci: "a:\n  script: x\n" })).stdout).toContain('"Run untagged jobs"');
  });

  it("follows the files that .gitlab-ci.yml includes from its repository", async () => {
    const kit = runnerKit();
    kit.docker({});
    const at = (path: string) => join(kit.folder, "../..", path);
    mkdirSync(at(".gitlab"));
    writeFileSync(at(".gitlab-ci.yml"), "include:\n  - local: /.gitlab/a.yml\n");
    writeFileSync(at(".gitlab/a.yml"), "a:\n  tags: [far]\n");
    expect((await kit.run("doctor.sh", ["tags"])).stdout).toContain("the tag far.");
  });

  it("is never called fine: the registration of a runner that does not run", async () => {
    const answers = { "container inspect --format {{.State.Running}}": "echo false" };
    expect((await doctor(["tags"], { answers })).lines.at(-1)).toMatch(
      /^note: the registration could not be looked at/,
    );
  });

  it("is never called fine: the settings of a runner, where none is registered", async () => {
    const { lines } = await doctor(["socket", "tls", "shell"], { config: "concurrent = 4\n" });
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatch(/^note: .* could not be looked at, because no runner is registered\.$/);
  });

  it("is never called fine: without a daemon its trouble comes once, and no check passes that needs it", async () => {
    const { code, lines } = await doctor([], { answers: { version: NO_DAEMON, "": "exit 1" } });
    expect([code, lines.filter((line) => line.includes("daemon does not answer")).length]).toEqual([1, 1]);
    expect(lines.filter((line) => line.startsWith("fine: "))).toEqual(["fine: host", "fine: ci"]);
  });
});

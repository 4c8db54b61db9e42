import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { runnerKit } from "../../support/runnerKit.ts";

const mode = (path: string) => statSync(path).mode & 0o777;

describe("up", () => {
  it("makes the folder of the token for its owner alone, and starts the runner with it", async () => {
    const kit = runnerKit();
    kit.docker({});
    const { code, stdout, calls } = await kit.run("runner.sh", ["up"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("not registered yet: runner.sh register <URL")]);
    const file = join(kit.folder, "compose.yml");
    expect(calls).toContainEqual([
      ...["docker", "compose", "--project-name", "drydock-runner", "--file", file, "up", "--detach", "--wait"],
    ]);
    expect(mode(join(kit.folder, "config"))).toBe(0o700);
    const config = join(kit.folder, "config/config.toml");
    expect(mode(config)).toBe(0o600);
    expect(parse(readFileSync(config, "utf8"))).toEqual({ concurrent: 4, check_interval: 3, shutdown_timeout: 60 });
  });

  it("leaves a configuration that is there as it is", async () => {
    const kit = runnerKit();
    kit.docker({ "exec gitlab-runner sed": "echo drydock-socket" });
    mkdirSync(join(kit.folder, "config"));
    writeFileSync(join(kit.folder, "config/config.toml"), "concurrent = 9\n");
    const { code, stdout } = await kit.run("runner.sh", ["up"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(readFileSync(join(kit.folder, "config/config.toml"), "utf8")).toBe("concurrent = 9\n");
  });

  it("gives the exit code of a start that failed", async () => {
    const kit = runnerKit();
    kit.docker({ "compose --project-name": "exit 17" });
    expect((await kit.run("runner.sh", ["up"])).code).toBe(17);
  });
});

it("down ends the container and keeps volumes and registration", async () => {
  const kit = runnerKit();
  kit.docker({});
  const { code, calls } = await kit.run("runner.sh", ["down"]);
  expect(code).toBe(0);
  expect(calls.at(-1)?.slice(-1)).toEqual(["down"]);
});

it.each(["up", "down"])("%s says what is missing", async (verb) => {
  const kit = runnerKit();
  const says = async () => (await kit.run("runner.sh", [verb])).stderr;
  expect(await says()).toContain("no docker on PATH");
  kit.docker({ version: "exit 1" });
  expect(await says()).toContain("daemon does not answer");
  kit.docker({ "compose version": "exit 1" });
  expect(await says()).toContain("docker-compose-plugin");
});

it.each([[[]], [["start"]], [["up", "now"]], [["prune-install", "now"]]])("the words %j are misuse", async (words) => {
  const kit = runnerKit();
  kit.docker({});
  const { code, calls, stderr } = await kit.run("runner.sh", words);
  expect([code, calls, stderr]).toEqual([2, [], expect.stringMatching(/^runner\.sh: .+/)]);
});

it("prune is prune.sh, with its words", async () => {
  const kit = runnerKit();
  kit.docker({});
  const { code, stdout } = await kit.run("runner.sh", ["prune", "--dry-run"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("docker builder prune --force")]);
});

describe("prune-install", () => {
  it("puts a copy and its timer where systemd finds them, and starts the timer", async () => {
    const kit = runnerKit();
    kit.program("systemctl");
    const { code, calls } = await kit.run("runner.sh", ["prune-install"], { env: { DESTDIR: kit.root } });
    expect([code, calls]).toEqual([
      0,
      [
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", "drydock-prune.timer"],
      ],
    ]);
    const installed = (path: string) => join(kit.root, path);
    const script = installed("usr/local/lib/drydock/prune.sh");
    expect([mode(script), readFileSync(script, "utf8")]).toEqual([
      0o755,
      readFileSync(join(kit.folder, "prune.sh"), "utf8"),
    ]);
    for (const unit of ["drydock-prune.service", "drydock-prune.timer"])
      expect(mode(installed(`etc/systemd/system/${unit}`))).toBe(0o644);
  });

  it("says what to do where there is no systemd, and installs nothing", async () => {
    const kit = runnerKit();
    const { code, stderr } = await kit.run("runner.sh", ["prune-install"], { env: { DESTDIR: kit.root } });
    expect([code, stderr]).toEqual([2, expect.stringContaining("let cron call prune.sh")]);
    expect(existsSync(join(kit.root, "usr"))).toBe(false);
  });
});

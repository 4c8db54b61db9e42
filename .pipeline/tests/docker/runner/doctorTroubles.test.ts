import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIGS, doctor, ENGINE, type Machine, NO_DAEMON } from "../../support/runnerDoctor.ts";
import { runnerKit } from "../../support/runnerKit.ts";

const { dind: DIND, socket: SOCKET } = CONFIGS;

/** The only trouble that the check has there, and what to do. */
async function only(check: string, machine: Machine) {
  const { code, lines } = await doctor([check], machine);
  expect([code, lines.filter((line) => line.startsWith("trouble: ")).length], lines.join("\n")).toEqual([1, 1]);
  expect(lines.filter((line) => line.startsWith("do: "))).toHaveLength(1);
  expect(lines).not.toContain(`fine: ${check}`);
  const at = lines.findIndex((line) => line.startsWith("trouble: "));
  expect(lines[at + 1]).toMatch(/^do: /);
  return `${lines[at]} ${lines[at + 1]}`;
}

describe("the doctor tells, with what to do,", () => {
  const edited = (from: string | RegExp, to: string, text = SOCKET) => ({ config: text.replace(from, to) });
  const engines = (...lines: string[]) => ({ engines: lines.join("\n") });
  const dind = "  services: [docker:28.1.1-dind]\n";
  const here = `dagger-engine-${ENGINE}=running`;
  const unset = edited(', "DAGGER_LEAVE_OLD_ENGINE=1"', "");
  const told: [string, string, Machine, RegExp][] = [
    [
      "a daemon that does not answer",
      "daemon",
      { answers: { version: NO_DAEMON } },
      /does not answer: Cannot connect .* do: install Docker if it is missing, else sudo systemctl start docker/,
    ],
    [
      "a user who is not in the group",
      "daemon",
      { answers: { version: "echo 'permission denied while trying to connect' >&2; exit 1" } },
      /may not use Docker's socket.* do: sudo usermod -aG docker /,
    ],
    [
      "DOCKER_HOST that points elsewhere",
      "daemon",
      { env: { DOCKER_HOST: "tcp://d:2375" } },
      /DOCKER_HOST is tcp:\/\/d:2375 here.* do: unset DOCKER_HOST/,
    ],
    [
      "a runner that is not there",
      "runner",
      { answers: { "container inspect": "exit 1" } },
      /no container gitlab-runner.* do: make runner-up/,
    ],
    [
      "a runner that has ended",
      "runner",
      { state: "exited unhealthy" },
      /gitlab-runner is exited unhealthy\. do: docker logs .* make runner-down runner-up/,
    ],
    [
      "that none is registered",
      "config",
      { config: "concurrent = 4\n" },
      /no runner is registered.* do: make runner-register/,
    ],
    ["a runner that is unhealthy", "runner", { state: "running unhealthy" }, /is running unhealthy\. do: docker logs/],
    ["a token that others can read", "config", { mode: "644" }, /config.toml has the mode 644.* do: chmod 600/],
    ["an empty configuration", "config", { config: "" }, /can't be read, or is empty.* do: make runner-up/],
    [
      "a socket that the jobs lack",
      "config",
      edited(/volumes = .*/, 'volumes = ["/cache"]'),
      /runner "drydock-socket" does not mount the socket.* do: .*volumes = \["\/var\/run\/docker.sock:/,
    ],
    [
      "such a socket in a list over several lines",
      "config",
      edited(/volumes = .*/, 'volumes = [\n      # none\n      "/cache",\n    ]'),
      /does not mount the socket/,
    ],
    [
      "privileges beside the socket",
      "config",
      edited("privileged = false", "privileged = true"),
      /is privileged and binds the socket.* do: privileged = false/,
    ],
    [
      "a runner that sends jobs elsewhere",
      "config",
      edited("unix:///var/run/docker.sock", "tcp://docker:2375"),
      /another Docker by DOCKER_HOST.* do: /,
    ],
    [
      "dind without shared certificates",
      "config",
      edited('"/certs/client", ', "", DIND),
      /runner "drydock-dind" shares no certificates.* do: .*\/certs\/client/,
    ],
    ["dind without TLS", "config", edited("2376", "2375", DIND), /TLS turned off.* do: .*tcp:\/\/docker:2376/],
    [
      "dind with an empty folder of certificates",
      "config",
      edited("DOCKER_TLS_CERTDIR=/certs", "DOCKER_TLS_CERTDIR=", DIND),
      /TLS turned off/,
    ],
    [
      "a socket mixed with dind in one job",
      "ci",
      { ci: `a:\n${dind}  variables:\n    DOCKER_HOST: unix:///var/run/docker.sock\n` },
      /are mixed in \.gitlab-ci\.yml: a\. do: take services/,
    ],
    [
      "a socket of all jobs mixed with dind in one",
      "ci",
      { ci: `b:\n${dind}variables:\n  DOCKER_HOST: unix:///var/run/docker.sock\n` },
      /are mixed in \.gitlab-ci\.yml: b\./,
    ],
    [
      "a registration that GitLab does not know",
      "gitlab",
      { answers: { "exec gitlab-runner gitlab-runner verify": "echo is removed; exit 1" } },
      /GitLab does not accept a registered runner.* do: .*--replace/,
    ],
    [
      "an engine without its kernel module",
      "engine",
      {
        log: `level=info\nfailed: CNI setup error: plugin type="bridge" failed (add): iptables: can't initialize iptables table \`nat': Table does not exist\n`,
      },
      /can't set up the network of its containers: failed: CNI setup error.* do: sudo modprobe iptable_nat/,
    ],
    [
      "an engine that has ended",
      "engine",
      engines(`dagger-engine-${ENGINE}=exited`),
      /dagger-engine-v[0-9.]+ is exited\. do: .*its cache stays/,
    ],
    [
      "an engine of another version beside ours",
      "engine",
      { ...unset, ...engines(here, "dagger-engine-v0.18.0=running") },
      /dagger-engine-v0\.18\.0 is here and .* remove each other's engine.* do: add "DAGGER_LEAVE_OLD_ENGINE=1"/,
    ],
    [
      "a full disk",
      "disk",
      { df: [99_000_000, 1_000_000, "99%", "1%"] },
      /is full or nearly so: 99% used, 1\.0 GiB left\. do: make runner-prune/,
    ],
    ["little room on a small disk", "disk", { df: [1, 4_000_000, "50%", "1%"] }, /50% used, 3\.8 GiB left/],
    [
      "a disk without inodes",
      "disk",
      { df: [1, 50_000_000, "1%", "95%"] },
      /95% of its inodes used\. do: make runner-prune/,
    ],
  ];
  it.each(told)("%s", async (_, check, machine, words) => {
    expect(await only(check, machine)).toMatch(words);
  });

  it("a user gitlab-runner outside of the group, for a runner outside of Docker", async () => {
    const config = resolve(import.meta.dirname, "../../../../.docker/runner/config.template.toml");
    const at = await doctor([], { env: { RUNNER_CONFIG: config } });
    expect(at.stdout).toContain("note: runner was not checked, because RUNNER_CONFIG names");
    const shell = (groups: string) => {
      const kit = runnerKit();
      kit.docker({});
      kit.remove("id");
      kit.program("id", `echo ${groups}`);
      writeFileSync(join(kit.root, "c.toml"), '[[runners]]\n  name = "s"\n  executor = "shell"\n', { mode: 0o600 });
      return kit.run("doctor.sh", ["config"], { env: { RUNNER_CONFIG: join(kit.root, "c.toml") } });
    };
    expect((await shell("gitlab-runner")).stdout).toMatch(
      /runner "s" has the executor shell, and .* gitlab-runner is not in the group docker.*\ndo: sudo usermod -aG docker gitlab-runner, then/,
    );
    expect((await shell("gitlab-runner docker")).stdout).toBe("fine: config\n");
  });
});

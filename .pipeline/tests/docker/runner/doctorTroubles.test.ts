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
  const runner = (state: string) => ({ state: `${state} /var/run/docker.sock /etc/gitlab-runner` });
  const edited = (from: string | RegExp, to: string, text = SOCKET) => ({ config: text.replace(from, to) });
  const engines = (...lines: string[]) => ({ engines: lines.join("\n") });
  const dind = "  services: [docker:28.1.1-dind]\n";
  const here = `dagger-engine-${ENGINE} running`;
  const unset = edited(', "DAGGER_LEAVE_OLD_ENGINE=1"', "");
  const told: [string, string, Machine, RegExp][] = [
    [
      "a daemon that does not answer",
      "daemon",
      { answers: { version: NO_DAEMON } },
      /does not answer: Cannot connect .* do: sudo systemctl start docker/,
    ],
    [
      "a user who is not in the group",
      "daemon",
      { answers: { version: "echo 'permission denied while trying to connect' >&2; exit 1" } },
      /may not use Docker's socket.* do: sudo usermod -aG docker .*shell executor: sudo usermod -aG docker gitlab-runner/,
    ],
    [
      "DOCKER_HOST that points elsewhere",
      "host",
      { env: { DOCKER_HOST: "tcp://d:2375" } },
      /DOCKER_HOST is tcp:\/\/d:2375 here.* do: unset DOCKER_HOST/,
    ],
    [
      "a socket that is not there",
      "host",
      { env: { DOCKER_SOCKET: "/nonexistent" } },
      /no socket \/nonexistent.* do: start Docker/,
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
      runner("exited unhealthy"),
      /does not run: it is exited.* do: make runner-up/,
    ],
    [
      "a runner that starts again and again",
      "runner",
      runner("restarting unhealthy"),
      /starts again and again.* do: docker logs/,
    ],
    ["a runner that is unhealthy", "runner", runner("running unhealthy"), /runs but is unhealthy.* do: docker logs/],
    [
      "a runner without the socket",
      "runner",
      { state: "running healthy /etc/gitlab-runner" },
      /not mounted into gitlab-runner itself.* do: make runner-down runner-up/,
    ],
    [
      "that none is registered",
      "config",
      { config: "concurrent = 4\n" },
      /no runner is registered.* do: make runner-register/,
    ],
    ["a token that others can read", "config", { mode: "644" }, /config.toml has the mode 644.* do: chmod 600/],
    ["an empty configuration", "config", { config: "" }, /can't be read, or is empty.* do: make runner-up/],
    [
      "a socket that the jobs lack",
      "socket",
      edited(/volumes = .*/, 'volumes = ["/cache"]'),
      /runner "drydock-socket" does not mount the socket.* do: .*volumes = \["\/var\/run\/docker.sock:/,
    ],
    [
      "such a socket in a list over several lines",
      "socket",
      edited(/volumes = .*/, 'volumes = [\n      # none\n      "/cache",\n    ]'),
      /does not mount the socket/,
    ],
    [
      "a socket at another path",
      "socket",
      edited(/docker.sock:[^"]*/, "docker.sock:/tmp/docker.sock"),
      /mounts the socket at another path/,
    ],
    [
      "privileges beside the socket",
      "socket",
      edited("privileged = false", "privileged = true"),
      /is privileged and binds the socket.* do: privileged = false/,
    ],
    [
      "a runner that sends jobs elsewhere",
      "socket",
      edited("unix:///var/run/docker.sock", "tcp://docker:2375"),
      /another Docker by DOCKER_HOST.* do: /,
    ],
    [
      "/builds that is mounted but not used",
      "socket",
      edited(
        'builds_dir = "/builds"',
        'builds_dir = "/work"',
        SOCKET.replace('"/cache"]', '"/cache", "/builds:/builds"]'),
      ),
      /builds elsewhere.* do: .*builds_dir = "\/builds"/,
    ],
    [
      "dind without shared certificates",
      "tls",
      edited('"/certs/client", ', "", DIND),
      /runner "drydock-dind" shares no certificates.* do: .*\/certs\/client/,
    ],
    ["dind without TLS", "tls", edited("2376", "2375", DIND), /TLS turned off.* do: .*tcp:\/\/docker:2376/],
    [
      "dind with an empty folder of certificates",
      "tls",
      edited("DOCKER_TLS_CERTDIR=/certs", "DOCKER_TLS_CERTDIR=", DIND),
      /TLS turned off/,
    ],
    [
      "the executor shell in the container",
      "shell",
      edited('executor = "docker"', 'executor = "shell"'),
      /executor shell inside the container.* do: make runner-register/,
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
      "a job with dind that no runner here can start",
      "ci",
      { ci: `b:\n${dind}` },
      /no runner here can start the docker:dind service of: b\. do: make runner-register ARGS=--dind/,
    ],
    [
      "a registration that GitLab does not know",
      "tags",
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
      engines(`dagger-engine-${ENGINE} exited`),
      /dagger-engine-v[0-9.]+ is exited\. do: .*its cache stays/,
    ],
    [
      "an engine of another version beside ours",
      "engine",
      { ...unset, ...engines(here, "dagger-engine-v0.18.0 running") },
      /\(dagger-engine-v0\.18\.0 here, .*the two remove each other's engine.* do: add "DAGGER_LEAVE_OLD_ENGINE=1"/,
    ],
    [
      "an engine that another version removed",
      "engine",
      { ...unset, ...engines("dagger-engine-v0.18.0 running") },
      /dagger-engine-v[0-9.]+ is gone: they remove/,
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
      /hardly a free inode: 95% used\. do: make runner-prune/,
    ],
  ];
  it.each(told)("%s", async (_, check, machine, words) => {
    expect(await only(check, machine)).toMatch(words);
  });

  it("a user gitlab-runner outside of the group, for a runner outside of Docker", async () => {
    const config = resolve(import.meta.dirname, "../../../../.docker/runner/config.template.toml");
    const at = await doctor([], { env: { RUNNER_CONFIG: config } });
    expect(at.stdout).toContain("note: the container is not looked at");
    const shell = (groups: string) => {
      const kit = runnerKit();
      kit.docker({});
      kit.remove("id");
      kit.program("id", `echo ${groups}`);
      writeFileSync(join(kit.root, "c.toml"), '[[runners]]\n  name = "s"\n  executor = "shell"\n');
      return kit.run("doctor.sh", ["shell"], { env: { RUNNER_CONFIG: join(kit.root, "c.toml") } });
    };
    expect((await shell("gitlab-runner")).stdout).toMatch(
      /gitlab-runner is not in the group docker.*\ndo: sudo usermod -aG docker gitlab-runner, then/,
    );
    expect((await shell("gitlab-runner docker")).stdout).toBe("fine: shell\n");
  });
});

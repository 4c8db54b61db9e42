import { chownSync, existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outcome, type ShellWorld, shellWorld } from "../support/daggerShell.ts";

const repository = resolve(import.meta.dirname, "../../..");
const version: string = JSON.parse(readFileSync(resolve(repository, "dagger.json"), "utf8")).engineVersion.slice(1);
const image = `drydock-dagger:${version}`;
const user = `${process.getuid?.()}:${process.getgid?.()}`;
// A daemon of this machine is found before what these tests look for.
const hasDaemon = existsSync("/var/run/docker.sock");
const NO_IMAGE = 'if [ "$1 $2" = "image inspect" ]; then exit 1; fi';

let world: ShellWorld;
beforeEach(async () => {
  world = await shellWorld();
  world.program("docker");
});
afterEach(() => world.close());

/** The words of `docker run` up to the image, and those after it. */
async function ran(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const result = await world.run(args, env);
  const call = result.calls.find((words) => words[1] === "run") ?? [];
  const at = call.indexOf(env["DRYDOCK_IMAGE"] ?? image);
  return { ...result, options: call.slice(2, at), command: call.slice(at + 1) };
}

/** How a path is named in a bind mount, whatever it holds. */
const field = (name: string, path: string) => `"${name}=${path.replaceAll('"', '""')}"`;

describe("a command of Dagger in the image", () => {
  it("is called exactly so", async () => {
    const { calls } = await world.run(["call", "--source", "a b", "lint"]);
    const group = String(statSync(world.socket).gid);
    const here = `type=bind,${field("source", world.checkout)},${field("target", world.checkout)}`;
    expect(calls).toEqual([
      ["docker", "image", "inspect", image],
      [
        ...["docker", "run", "--rm", "--init", "--security-opt", "label=disable", "--user", user],
        ...["--mount", here, "--workdir", world.checkout],
        ...["--tmpfs", "/home/drydock:exec,mode=1777", "--env", "HOME=/home/drydock", "--env", "USER=drydock"],
        ...["--env", "DAGGER_NO_NAG=1", "--env", "DO_NOT_TRACK=1"],
        ...[
          "--mount",
          `type=bind,${field("source", world.socket)},"target=/var/run/docker.sock"`,
          "--group-add",
          group,
        ],
        ...["--env", "DAGGER_SILENT"],
        ...[image, "dagger", "call", "--source", "a b", "lint"],
      ],
    ]);
  });

  it("gives its exit code and its output, and no other word", async () => {
    world.program("docker", 'if [ "$1" = run ]; then echo out; echo err >&2; exit 42; fi');
    expect(await world.run(["call", "lint"])).toMatchObject({ code: 42, stdout: "out\n", stderr: "err\n" });
  });

  it("is ended by an interruption, which the daemon's client gets itself", async () => {
    world.program("docker", 'if [ "$1" = run ]; then trap "exit 130" INT; echo ready; while :; do :; done; fi');
    const child = world.start(["call", "lint"]);
    child.stdout?.once("data", () => child.kill("SIGINT"));
    expect(await outcome(child)).toMatchObject({ code: 130 });
  });

  it.each(["HTTP_PROXY", "https_proxy", "NO_PROXY", "CI", "_EXPERIMENTAL_DAGGER_RUNNER_HOST", "DAGGER_CLOUD_TOKEN"])(
    "gets %s by its name, so that the value stands on no command line",
    async (name) => {
      const { options } = await ran(["version"], { [name]: "tcp://secret:1" });
      expect(options.join(" ")).toContain(` --env ${name}`);
      expect(options.join(" ")).not.toContain("secret");
      expect((await ran(["version"])).options).not.toContain(name);
    },
  );

  it("reaches an engine by its socket, on this machine's network, or in a pod", async () => {
    const over = (host: string, more = {}) => ran(["version"], { _EXPERIMENTAL_DAGGER_RUNNER_HOST: host, ...more });
    const unix = await over(`unix://${world.socket}`);
    expect(unix.options).toContain(`type=bind,${field("source", world.socket)},${field("target", world.socket)}`);
    expect((await over("tcp://localhost:1234")).options.join(" ")).toContain("--network host");
    expect((await over("tcp://engine.example:1234")).options).not.toContain("--network");
    const config = resolve(world.checkout, "dagger.json");
    const pod = await over("kube-pod://engine", { KUBECONFIG: config });
    expect(pod.options).toContain(`type=bind,${field("source", config)},"target=/etc/kube-config",readonly`);
  });

  it("sees the registry logins of DOCKER_CONFIG, which it cannot change", async () => {
    const { options } = await ran(["version"], { DOCKER_CONFIG: "/some/where" });
    expect(options).toContain('type=bind,"source=/some/where","target=/etc/docker-config",readonly');
    expect(options).toContain("DOCKER_CONFIG=/etc/docker-config");
  });

  it("goes to a daemon in the network with its certificates, and without a socket", async () => {
    const { options } = await ran(["version"], {
      DOCKER_HOST: "tcp://d:2376",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/certs",
    });
    expect(options).toEqual(
      expect.arrayContaining(["DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH=/etc/docker-certs"]),
    );
    expect(options.join(" ")).not.toContain("docker.sock");
  });

  it.skipIf(user !== "0:0")(
    "is the owner of the checkout where root calls, so that what it fixes stays theirs",
    async () => {
      const userOf = async (env = {}) => {
        const { options } = await ran(["version"], env);
        return options[options.indexOf("--user") + 1];
      };
      chownSync(world.checkout, 1000, 1001);
      expect(await userOf()).toBe("1000:1001");
      // What only root may read is mounted, or another's daemon is asked, whose root that other is.
      expect(await userOf({ DOCKER_CONFIG: "/root/.docker" })).toBe("0:0");
      chownSync(world.socket, 1000, 1000);
      expect(await userOf()).toBe("0:0");
    },
  );

  it.skipIf(hasDaemon)("is root in the container of a rootless daemon, where root is the caller", async () => {
    const { options } = await ran(["version"], { XDG_RUNTIME_DIR: resolve(world.socket, ".."), DOCKER_HOST: "" });
    expect(options[options.indexOf("--user") + 1]).toBe("0:0");
  });

  it.skipIf(hasDaemon)("says what to do when there is no socket", async () => {
    const { code, stderr } = await world.run(["version"], { DOCKER_HOST: "", XDG_RUNTIME_DIR: "/nonexistent" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no socket of docker at \/var\/run\/docker.sock.*DOCKER_HOST/);
  });
});

describe("the image", () => {
  it("is built when it is missing, with the version of dagger.json, away from the standard output", async () => {
    world.program("docker", `${NO_IMAGE}\nif [ "$1" = build ]; then echo building; fi`);
    const { calls, stdout, stderr } = await world.run(["version"], { HTTPS_PROXY: "http://proxy" });
    expect(calls[1]).toEqual([
      ...["docker", "build", "--tag", image, "--build-arg", `DAGGER_VERSION=${version}`],
      ...["--build-arg", "PACKAGES=", "--build-arg", "HTTPS_PROXY", ".docker"],
    ]);
    expect(calls[2]?.[1]).toBe("run");
    expect([stdout, stderr]).toEqual(["", "building\n"]);
  });

  it("that fails to build ends the call with the builder's exit code", async () => {
    world.program("docker", `${NO_IMAGE}\nif [ "$1" = build ]; then exit 7; fi`);
    const { code, calls } = await world.run(["version"]);
    expect([code, calls.length]).toEqual([7, 2]);
  });

  it("is never built when another is named", async () => {
    world.program("docker", NO_IMAGE);
    const { calls, command } = await ran(["version"], { DRYDOCK_IMAGE: "registry/own:1" });
    expect([calls.length, command]).toEqual([1, ["dagger", "version"]]);
  });

  it("is built, removed, and opened in a shell by name", async () => {
    expect((await world.run(["build"])).calls.map((words) => words[1])).toEqual(["build"]);
    expect((await world.run(["remove"])).calls[1]).toEqual(["docker", "image", "rm", image]);
    expect((await ran(["bash", "-c", "a b"])).command).toEqual(["bash", "-c", "a b"]);
    world.program("docker", NO_IMAGE);
    expect(await world.run(["remove"])).toMatchObject({ code: 0, stdout: `There is no image ${image}.\n` });
  });

  it("gives its dagger away, for a job that has no folder to bind, and leaves no container", async () => {
    const answers = (cp: string) => `case $1 in create) echo made ;; cp) ${cp} ;; esac`;
    world.program("docker", answers("echo copied"));
    const { code, calls } = await world.run(["cli", world.bin]);
    const copied = ["docker", "cp", "made:/usr/local/bin/dagger", world.bin];
    expect([code, calls.slice(1)]).toEqual([0, [["docker", "create", image], copied, ["docker", "rm", "made"]]]);
    world.program("docker", answers("exit 5"));
    const failed = await world.run(["cli", world.bin]);
    expect([failed.code, failed.calls.at(-1)]).toEqual([5, ["docker", "rm", "made"]]);
    expect(await world.run(["cli", "nowhere"])).toMatchObject({
      code: 2,
      stderr: "dagger.sh: there is no folder 'nowhere' to put dagger in.\n",
    });
  });

  it("is built of the same version when it is built by hand", () => {
    const dockerfile = readFileSync(resolve(repository, ".docker/Dockerfile"), "utf8");
    expect(dockerfile.match(/^ARG DAGGER_VERSION=.*$/gm)).toEqual(Array(2).fill(`ARG DAGGER_VERSION=${version}`));
  });
});

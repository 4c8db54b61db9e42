import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listening, outcome, type ShellWorld, shellWorld } from "../support/daggerShell.ts";

const python = ["/usr/bin/python3", "/usr/local/bin/python3"].find((path) => existsSync(path));

let world: ShellWorld;
beforeEach(async () => {
  world = await shellWorld();
});
afterEach(() => world.close());

describe("what a command of Dagger is run by", () => {
  it("is the dagger on PATH with ENGINE=dagger-cli, from the checkout, without nagging or tracking", async () => {
    world.program("docker");
    world.program("dagger", 'echo "$DAGGER_NO_NAG $DO_NOT_TRACK"; pwd -P; exit 3');
    const { calls, code, stdout } = await world.run(["call", "--source", "a b", "lint"], { ENGINE: "dagger-cli" });
    expect(calls).toEqual([["dagger", "call", "--source", "a b", "lint"]]);
    expect([code, stdout]).toEqual([3, `1 1\n${realpathSync(world.checkout)}\n`]);
  });

  it("is not docker when ENGINE=dagger-cli finds no dagger", async () => {
    world.program("docker");
    const { calls, code, stderr } = await world.run(["version"], { ENGINE: "dagger-cli" });
    expect([calls, code]).toEqual([[], 2]);
    expect(stderr).toMatch(/no dagger on PATH/);
  });

  it("is podman where there is no docker, with the caller's own id and podman's socket", async () => {
    world.program("podman");
    const runtime = join(world.bin, "..", "runtime");
    mkdirSync(join(runtime, "podman"), { recursive: true });
    const socket: Server = await listening(join(runtime, "podman/podman.sock"));
    const { calls } = await world.run(["version"], { XDG_RUNTIME_DIR: runtime, DOCKER_HOST: "" });
    socket.close();
    const words = calls.at(-1) ?? [];
    expect(words.slice(0, 2)).toEqual(["podman", "run"]);
    expect(words).toContain(`type=bind,"source=${runtime}/podman/podman.sock","target=/var/run/docker.sock"`);
    expect(words.includes("keep-id")).toBe(process.getuid?.() !== 0);
  });

  it("is docker where there are both", async () => {
    world.program("docker");
    world.program("podman");
    expect((await world.run(["version"])).calls.map(([program]) => program)).toEqual(["docker", "docker"]);
  });

  it("is nothing where there is neither, with what else can be done", async () => {
    const { code, stderr } = await world.run(["version"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/neither docker nor podman on PATH.*ENGINE=local/);
  });
});

describe("a terminal", () => {
  /** Runs the script with a terminal for its input and output, and tells docker's words. */
  async function inTerminal(): Promise<string> {
    const said = join(world.bin, "..", "said");
    world.program("docker", `if [ "$1" = run ]; then echo "$@" > '${said}'; fi`);
    const script = join(world.bin, "..", "terminal.py");
    writeFileSync(script, "import pty, sys\nsys.exit(pty.spawn(sys.argv[1:]) >> 8)\n");
    const env = { PATH: world.bin, HOME: "/", DOCKER_HOST: `unix://${world.socket}` };
    const child = spawn(python as string, [script, join(world.checkout, ".docker/dagger.sh"), "version"], { env });
    await outcome(child);
    const words = readFileSync(said, "utf8");
    rmSync(said);
    return words;
  }

  it.skipIf(python === undefined)("is handed on where there is one", async () => {
    const words = await inTerminal();
    expect(words).toContain("--interactive --tty --env TERM ");
    expect(words).not.toContain("DAGGER_SILENT");
  });

  it("is not asked for where there is none, and then Dagger shows results and errors alone", async () => {
    world.program("docker");
    expect((await world.run(["version"])).calls.flat()).not.toContain("--tty");
    world.program("dagger", 'echo "$DAGGER_SILENT"');
    const silent = async (env: object) => (await world.run(["version"], { ENGINE: "dagger-cli", ...env })).stdout;
    expect([await silent({}), await silent({ DAGGER_SILENT: "0" })]).toEqual(["1\n", "0\n"]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { temporary } from "./cli.ts";
import { installDebian } from "./installDebian.ts";
import { eventually, isRunning } from "./polling.ts";

/** A Docker daemon of the test's own. */
interface Daemon {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/** Installs Docker where it is missing. */
export async function installDocker(): Promise<void> {
  if ((await works("dockerd", "--version")) && (await works("docker", "--version"))) return;
  installDebian(["docker.io", "iptables"], "The tests of containers need Docker");
}

/** Starts a daemon that keeps everything in a temporary folder and touches no network of the machine's. */
export async function startDocker(): Promise<Daemon> {
  const folder = temporary();
  const at = (name: string) => join(folder, name);
  const host = `unix://${at("socket")}`;
  const state = ["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("pid")];
  const daemon = execa("dockerd", [...state, "--bridge=none", "--iptables=false", "-H", host], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: { file: at("log") },
    reject: false,
  });
  const stop = async () => {
    daemon.kill("SIGTERM");
    await daemon;
    // dockerd takes its containerd along; it is waited for, since both hold the folder.
    const pid = at("exec/containerd/containerd.pid");
    if (existsSync(pid))
      await eventually("containerd is gone", () => !isRunning(Number(readFileSync(pid, "utf8"))), 30);
    // What it leaves mounted of a container with the host's network.
    await execa("umount", [at("exec/netns/default")], { reject: false });
  };
  onTestFinished(stop);
  const answers = () => works("docker", "--host", host, "info");
  await expect
    .poll(answers, { timeout: 60_000, interval: 200, message: `the daemon of ${at("log")} answers` })
    .toBe(true);
  return { host, stop };
}

async function works(program: string, ...args: readonly string[]): Promise<boolean> {
  return (await execa(program, args, { reject: false })).exitCode === 0;
}

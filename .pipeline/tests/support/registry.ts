import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { put, temporary } from "./cli.ts";
import { installDebian } from "./installDebian.ts";

/** A registry of the test's own, on loopback. */
interface Registry {
  /** `127.0.0.1:PORT`; a Docker daemon takes it without TLS. */
  readonly host: string;
  /** Where it writes what it does. */
  readonly log: string;
  /** The digest that a tag names; undefined when there is no such tag. */
  readonly digest: (repository: string, tag: string) => Promise<string | undefined>;
  readonly answers: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

const PACKAGES = { debootstrap: "debootstrap", "docker-registry": "docker-registry", htpasswd: "apache2-utils" };

/** Installs what is missing of the registry and of what makes the stand-in base image. */
export function installRegistry(): void {
  const missing = Object.entries(PACKAGES).filter(
    ([program]) => !["/usr/bin", "/usr/sbin"].some((folder) => existsSync(join(folder, program))),
  );
  if (missing.length > 0)
    installDebian(
      missing.map(([, name]) => name),
      "Images are pushed to a registry of our own",
    );
}

/** Starts Debian's docker-registry for one user. */
export async function startRegistry(user: string, password: string): Promise<Registry> {
  const folder = temporary();
  const at = (name: string) => join(folder, name);
  const host = `127.0.0.1:${await freePort()}`;
  put(folder, "htpasswd", (await execa("htpasswd", ["-niB", user], { input: password })).stdout);
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: at("data") } },
    http: { addr: host },
    auth: { htpasswd: { realm: "registry", path: at("htpasswd") } },
  };
  put(folder, "config.yml", JSON.stringify(config));
  const output = { file: at("log") };
  const registry = execa("docker-registry", ["serve", at("config.yml")], {
    stdin: "ignore",
    stdout: output,
    stderr: output,
    reject: false,
  });
  const stop = async () => {
    registry.kill("SIGTERM");
    await registry;
  };
  onTestFinished(stop);
  const answers = async () => (await fetch(`http://${host}/v2/`).catch(() => undefined))?.status === 401;
  await expect.poll(answers, { timeout: 30_000, message: "the registry answers" }).toBe(true);
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return {
    host,
    log: at("log"),
    answers,
    stop,
    digest: async (repository, tag) => {
      const accept = "application/vnd.docker.distribution.manifest.v2+json";
      const url = `http://${host}/v2/${repository}/manifests/${tag}`;
      const { headers } = await fetch(url, { method: "HEAD", headers: { accept, authorization } });
      return headers.get("docker-content-digest") ?? undefined;
    },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((settle) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => settle(port));
    }),
  );
}

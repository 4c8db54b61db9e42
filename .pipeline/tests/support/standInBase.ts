import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { ROOT } from "./cli.ts";

/** Debian and its Python, made once for all runs of the tests, in a folder that git ignores. */
const ARCHIVE = join(ROOT, ".make/stand-in-base.tar");
const NAME = "drydock-stand-in-base";

/** Makes the root file system of an image that stands in for `python:3.13-slim`; minutes, the first time. */
export async function makeStandInBase(): Promise<void> {
  if (existsSync(ARCHIVE)) return;
  const folder = `${ARCHIVE}.folder`;
  rmSync(folder, { recursive: true, force: true });
  const release = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "stable";
  // It need not outlive a power failure.
  const env = { DPKG_FORCE: "unsafe-io" };
  const include = "--include=python3,python-is-python3";
  await execa("debootstrap", ["--variant=minbase", include, release, folder, "http://deb.debian.org/debian"], { env });
  const without = ["./var/cache/apt", "./var/lib/apt/lists", "./usr/share/doc", "./usr/share/locale"];
  const exclude = without.map((path) => `--exclude=${path}`);
  await execa("tar", ["-C", folder, ...exclude, "-cf", `${ARCHIVE}.part`, "."]);
  renameSync(`${ARCHIVE}.part`, ARCHIVE);
  rmSync(folder, { recursive: true });
}

/** Imports it into the daemon at `host`; returns its name. */
export async function standInBase(host: string): Promise<string> {
  await execa("docker", ["--host", host, "import", ARCHIVE, NAME]);
  return NAME;
}

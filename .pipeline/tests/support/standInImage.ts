import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { temporary } from "./cli.ts";
import { installDebian } from "./installDebian.ts";

/**
 * What stands in for the Dagger CLI: leaves in the current folder what it was called with and as whom, waits there
 * while a file `wait` does, and ends with the code in a file `code`.
 */
const DAGGER = `#!/bin/sh
for word; do printf '%s\\n' "$word"; done > argv
id -u > uid; id -g > gid; id -G > groups
env > environment
if [ -S /var/run/docker.sock ]; then echo yes > socket; fi
touch "$HOME/writable" && echo yes > home
trap 'echo TERM > ended; exit 143' TERM
trap 'echo INT > ended; exit 130' INT
while [ -e wait ]; do touch waiting; sleep 0.1; done
exit "$(cat code 2>/dev/null || echo 0)"
`;

/** An image of busybox and that script, imported into the daemon at `host`; returns its name. */
export async function standInImage(host: string): Promise<string> {
  const root = temporary();
  for (const folder of ["bin", "tmp", "usr/local/bin", "home"]) mkdirSync(join(root, folder), { recursive: true });
  if (!existsSync("/bin/busybox")) installDebian(["busybox-static"], "The stand-in image is of busybox");
  await execa("cp", ["/bin/busybox", join(root, "bin/busybox")]);
  await execa("chroot", [root, "/bin/busybox", "--install", "-s", "/bin"]);
  writeFileSync(join(root, "usr/local/bin/dagger"), DAGGER);
  chmodSync(join(root, "usr/local/bin/dagger"), 0o755);
  await execa("sh", ["-c", 'tar -C "$0" -c . | docker --host "$1" import - drydock-stand-in', root, host]);
  return "drydock-stand-in";
}

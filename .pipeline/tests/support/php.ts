import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const APT = "/usr/bin/apt-get";
const ADVICE = "The tests of phplint need PHP 8 on PATH. Install it: Debian's php-cli, or brew install php.";

/** Before the tests that run PHP: it is there, or it is installed. Without it they fail. */
export default function setup(): void {
  if (phpVersion() !== undefined) return;
  if (process.getuid?.() === 0 && existsSync(APT)) {
    console.log("No PHP is here; installing Debian's php-cli");
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "php-cli"]])
      spawnSync(APT, args, { stdio: "inherit" });
  }
  if (phpVersion() === undefined) throw new Error(ADVICE);
}

/** Of the `php` on PATH, such as 8.2.36. */
export function phpVersion(): string | undefined {
  const { status, stdout } = spawnSync("php", ["-n", "-r", "echo PHP_VERSION;"], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

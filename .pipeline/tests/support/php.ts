import { spawnSync } from "node:child_process";
import { installDebian } from "./installDebian.ts";

const ADVICE = "The tests of phplint need PHP 8 on PATH. Install it: Debian's php-cli, or brew install php.";

/** Before the tests that run PHP: it is there, or it is installed. Without it they fail. */
export default function setup(): void {
  if (phpVersion() === undefined) installDebian(["php-cli"], "The tests of phplint need PHP");
  if (phpVersion() === undefined) throw new Error(ADVICE);
}

/** Of the `php` on PATH, such as 8.2.36. */
export function phpVersion(): string | undefined {
  const { status, stdout } = spawnSync("php", ["-n", "-r", "echo PHP_VERSION;"], { encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

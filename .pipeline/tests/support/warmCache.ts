import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TEST_CACHE } from "./cli.ts";

/** Before the tests of the CLI: the tools' environments are made once, in a cache folder that all of them share. */
export default function setup(): void {
  // Environments are kept from one test run to the next; results are not, so that every tool really runs.
  for (const folder of ["results", "projects"])
    rmSync(join(TEST_CACHE, folder), { recursive: true, force: true, maxRetries: 3 });
  const args = ["dist/drydock.cjs", "run-all"];
  execFileSync(process.execPath, args, { env: { ...process.env, DRYDOCK_CACHE: TEST_CACHE }, stdio: "inherit" });
}

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli.ts";

/** Where the packages that a folder of the tests has a lock for are, by that lock: in a folder that git ignores. */
export function pinnedTools(name: string): string {
  const lock = createHash("sha256").update(readFileSync(join(pinsOf(name), "package-lock.json")));
  return join(ROOT, `.make/${name}-${lock.digest("hex").slice(0, 12)}`);
}

/** Installs them once; complete or not at all, also when two runs of the tests meet. */
export function installPinned(name: string): void {
  const place = pinnedTools(name);
  if (existsSync(place)) return;
  mkdirSync(join(ROOT, ".make"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, `.make/${name}-`));
  for (const file of ["package.json", "package-lock.json", ".npmrc"])
    cpSync(join(pinsOf(name), file), join(folder, file));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  if (existsSync(place)) rmSync(folder, { recursive: true });
  else renameSync(folder, place);
}

const pinsOf = (name: string) => join(ROOT, ".pipeline/tests", name);

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { cacheFolder, cacheFolderPath } from "../../../local/project/cacheFolder.ts";
import { testFolder } from "../../support/testFolder.ts";

test.each([
  ["DRYDOCK_CACHE", { DRYDOCK_CACHE: "/d", XDG_CACHE_HOME: "/x" }, "/d"],
  ["XDG_CACHE_HOME", { XDG_CACHE_HOME: "/x" }, "/x/drydock"],
  ["the home folder", {}, join(homedir(), ".cache", "drydock")],
  [
    "the home folder, not an empty variable,",
    { DRYDOCK_CACHE: "", XDG_CACHE_HOME: "" },
    join(homedir(), ".cache", "drydock"),
  ],
])("the cache is where %s says", (_, env, path) => {
  expect(cacheFolderPath(env)).toBe(path);
});

test("the cache folder is made, proven writable and left empty", () => {
  const path = join(testFolder(), "a", "b");
  expect(cacheFolder(path)).toEqual({ folder: path });
  expect(readdirSync(path)).toEqual([]);
});

test("where it can't be, a temporary folder serves with the reason", () => {
  const path = join(testFolder({ file: "" }), "file", "cache");
  const { folder, trouble } = cacheFolder(path);
  expect(trouble).toMatch(/^(ENOTDIR|EEXIST)$/);
  expect(existsSync(folder)).toBe(true);
  expect(folder).not.toBe(path);
});

test.runIf(existsSync("/proc/self"))("a home in which nothing can be made is found out, and does not hang", () => {
  expect(cacheFolder("/proc/.cache/drydock").trouble).toMatch(/^(ENOENT|EACCES|EPERM)$/);
});

test("a temporary folder goes with its process", () => {
  const module = pathToFileURL(join(import.meta.dirname, "../../../local/project/cacheFolder.ts")).href;
  const code = `import { temporaryFolder } from ${JSON.stringify(module)}; console.log(temporaryFolder());`;
  const args = ["--import", "tsx", "--input-type=module", "-e", code];
  const cwd = join(import.meta.dirname, "../../../..");
  const folder = execFileSync(process.execPath, args, { cwd, encoding: "utf8" }).trim();
  expect(folder).toMatch(/drydock-/);
  expect(existsSync(folder)).toBe(false);
});

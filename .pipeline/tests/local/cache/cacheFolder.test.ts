import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  cacheFolder,
  cacheFolderPath,
  cachePatterns,
  homeFolder,
  requireOwn,
} from "../../../local/cache/cacheFolder.ts";
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

test("a relative DRYDOCK_CACHE is one of the current folder, and a relative XDG_CACHE_HOME counts for nothing", () => {
  expect(cacheFolderPath({ DRYDOCK_CACHE: "a/b" })).toBe(join(process.cwd(), "a/b"));
  expect(cacheFolderPath({ XDG_CACHE_HOME: "x" })).toBe(join(homedir(), ".cache", "drydock"));
});

test("in a folder that holds other things the cache is a subfolder", () => {
  const home = testFolder({ "projects/thesis/main.tex": "" });
  const path = cacheFolderPath({ DRYDOCK_CACHE: home });
  expect(path).toBe(join(home, "drydock"));
  cacheFolder(path);
  expect(cacheFolderPath({ DRYDOCK_CACHE: home })).toBe(path);
  expect(readdirSync(home).sort()).toEqual(["drydock", "projects"]);
});

test("if that subfolder contains other files too, it is misuse with a hint", () => {
  const home = testFolder({ "a.txt": "", "drydock/README.md": "" });
  expect(() => cacheFolderPath({ DRYDOCK_CACHE: home })).toThrow(
    expect.objectContaining({ kind: "misuse", hint: expect.stringContaining("DRYDOCK_CACHE") }),
  );
});

test("the cache folder is made for its user alone, marked, and proven writable", () => {
  const path = join(testFolder(), "a", "b");
  expect(cacheFolder(path)).toEqual({ folder: path, permanent: path });
  expect(readdirSync(path)).toEqual(["CACHEDIR.TAG"]);
  expect(readFileSync(join(path, "CACHEDIR.TAG"), "utf8")).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test("a cache of one's own that others may read is closed to them", () => {
  const path = testFolder();
  chmodSync(path, 0o755);
  expect(cacheFolder(path).folder).toBe(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test.each([0o775, 0o757, 0o777])(
  "a cache of mode %o, which others may write to, is refused, with what to do",
  (mode) => {
    const path = testFolder();
    chmodSync(path, mode);
    const hint = expect.stringContaining(`chmod 700 '${path}'`);
    expect(() => cacheFolder(path)).toThrow(expect.objectContaining({ kind: "misuse", hint }));
    expect(readdirSync(path)).toEqual([]);
  },
);

test("a path that is not a folder is not checked as one", () => {
  expect(() => requireOwn("/dev/null")).not.toThrow();
});

test.each(["/proc/drydock", "/proc/self/drydock/cache", "/dev/null", "/dev/null/cache"])(
  "at %s, where no folder can be made, a temporary folder serves with the reason, at once",
  (path) => {
    expect(cacheFolder(path)).toEqual({
      folder: expect.stringContaining("drydock-temporary-"),
      permanent: path,
      problem: expect.stringMatching(/^E[A-Z]+$/),
    });
  },
);

test("where it can't be, a temporary folder serves with the reason", () => {
  const path = join(testFolder({ file: "" }), "file", "cache");
  const { folder, problem } = cacheFolder(path);
  expect(problem).toMatch(/^(ENOTDIR|EEXIST)$/);
  expect(existsSync(folder)).toBe(true);
  expect(folder).not.toBe(path);
});

test("Drydock's and uv's caches in a source become patterns, but not folders with only the same name", () => {
  const source = testFolder({ "odd [name] !/": "", "x/uv/module.py": "" });
  const cache = join(source, "odd [name] !", "drydock");
  const env = { DRYDOCK_CACHE: cache, XDG_CACHE_HOME: join(source, "x") };
  expect(cachePatterns(source, env)).toEqual([]);
  cacheFolder(cache);
  expect(cachePatterns(source, env)).toEqual(["odd[ ]\\[name\\][ ]\\!/drydock"]);
  mkdirSync(join(source, "y/uv"), { recursive: true });
  const tagged = { ...env, XDG_CACHE_HOME: join(source, "y") };
  cacheFolder(join(source, "y/uv"));
  expect(cachePatterns(source, tagged)).toContain("y/uv");
});

test.runIf(existsSync("/proc/self"))("a home in which nothing can be made is found out, and does not hang", () => {
  expect(cacheFolder("/proc/.cache/drydock").problem).toMatch(/^(ENOENT|EACCES|EPERM)$/);
});

test("a temporary folder goes with its process", () => {
  const module = pathToFileURL(join(import.meta.dirname, "../../../local/cache/cacheFolder.ts")).href;
  const code = `import { temporaryFolder } from ${JSON.stringify(module)}; console.log(temporaryFolder());`;
  const args = ["--import", "tsx", "--input-type=module", "-e", code];
  const cwd = join(import.meta.dirname, "../../../..");
  const folder = execFileSync(process.execPath, args, { cwd, encoding: "utf8" }).trim();
  expect(folder).toMatch(/drydock-/);
  expect(existsSync(folder)).toBe(false);
});

test("the home folder comes from HOME, otherwise from the system", () => {
  expect(homeFolder({ HOME: "/h" }, () => "/s")).toBe("/h");
  expect(homeFolder({ HOME: "" }, () => "/s")).toBe("/s");
});

test("a user whom the system does not know has one all the same", () => {
  const unknown = () => {
    throw new Error("uv_os_homedir returned ENOENT");
  };
  expect(homeFolder({}, unknown)).toBe("/");
});

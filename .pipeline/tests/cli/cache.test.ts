import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, spawnCli, temporary } from "../support/cli.ts";
import { cachedOf, jsonRun, timeless } from "../support/jsonRun.ts";
import { cacheWithRuff, copiedCache, environmentIn, ownCache } from "../support/ownCache.ts";
import { eventually } from "../support/polling.ts";

const UNSORTED = '"""A module."""\n\nimport sys\nimport os\n\nprint(os, sys)\n';
const FILES = { "src/a.py": UNSORTED, ".config/drydock.json": '{ "python": "3.13", "checks": ["format", "ruff"] }' };

describe("a run with nothing changed", () => {
  it("is replayed: the same findings and exit code, marked cached", async () => {
    const { folder, env } = cached();
    const first = await jsonRun(folder, ["run-all"], env);
    const second = await jsonRun(folder, ["run-all"], env);
    expect(cachedOf(first.run)).toEqual([]);
    expect(cachedOf(second.run)).toEqual(["format", "ruff"]);
    expect([first.code, second.code]).toEqual([1, 1]);
    expect(timeless(second.stdout)).toBe(timeless(first.stdout));
  });

  it("runs the tools all the same with --no-cache", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["ruff"], env);
    expect(cachedOf((await jsonRun(folder, ["ruff", "--no-cache"], env)).run)).toEqual([]);
  });

  it("is replayed in another checkout, whose folder has another name", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["ruff"], env);
    const other = join(temporary(), "elsewhere");
    cpSync(folder, other, { recursive: true });
    const { code, run } = await jsonRun(other, ["ruff"], env);
    expect(cachedOf(run)).toEqual(["ruff"]);
    expect(code).toBe(1);
    expect(run.results[0]?.findings.map(({ path }) => path)).toEqual(["src/a.py"]);
    expect(JSON.stringify(run)).not.toContain(folder);
  });
});

describe("--no-cache", () => {
  it("uses none of the tools' own caches either", async () => {
    const { folder, env } = cached();
    const kept = () => filesBelow(join(env.DRYDOCK_CACHE, "projects")).some((path) => path.includes("caches/black"));
    await drydock(folder, ["format-check", "--no-cache"], env);
    expect(kept()).toBe(false);
    put(folder, "src/a.py", '"""A module."""\n');
    await drydock(folder, ["format-check"], env);
    expect(kept()).toBe(true);
  });

  it("reads nothing from the cache, and keeps its verdict for the next run", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["ruff", "--no-cache"], env);
    expect(cachedOf((await jsonRun(folder, ["ruff"], env)).run)).toEqual(["ruff"]);
  });

  it("takes an older pass away when the tests fail now, for a reason that Drydock can't see", async () => {
    const flag = join(temporary(), "flag");
    const test = `import os\n\n\ndef test_flag():\n    assert not os.path.exists(${JSON.stringify(flag)})\n`;
    const folder = project({ "src/test_flag.py": test });
    const env = { DRYDOCK_CACHE: ownCache() };
    expect((await drydock(folder, ["test"], env)).code).toBe(0);
    writeFileSync(flag, "");
    expect((await drydock(folder, ["test"], env)).code).toBe(0);
    expect((await drydock(folder, ["test", "--no-cache"], env)).code).toBe(1);
    expect((await drydock(folder, ["test"], env)).code).toBe(1);
  });
});

it("a config that leads to files elsewhere is never replayed, since they may change", async () => {
  const base = join(temporary(), "base.toml");
  writeFileSync(base, '[lint]\nselect = ["E501"]\n');
  const { folder, env } = cached();
  put(folder, ".config/pyproject.toml", `[tool.ruff]\nextend = "${base}"\n`);
  expect((await drydock(folder, ["ruff"], env)).code).toBe(0);
  writeFileSync(base, '[lint]\nselect = ["I"]\n');
  const { code, stderr } = await drydock(folder, ["ruff", "--explain"], env);
  expect(code).toBe(1);
  expect(stderr).toContain(
    "ruff runs because extend in pyproject.toml may lead to files that Drydock does not know of, so it is never replayed.",
  );
});

it("a file elsewhere that changed is seen by mypy too, though its size and time are the same", async () => {
  const stubs = temporary();
  const write = (type: string) => {
    put(stubs, "lib.py", `X: ${type}\n`);
    utimesSync(join(stubs, "lib.py"), 1_600_000_000, 1_600_000_000);
  };
  const { folder, env } = cached();
  put(folder, "src/a.py", "from lib import X\n\nY: int = X\n");
  put(folder, ".config/mypy.ini", `[mypy]\nmypy_path =\n    ${stubs}\n`);
  write("int");
  expect((await drydock(folder, ["typecheck"], env)).code).toBe(0);
  write("str");
  expect((await drydock(folder, ["typecheck"], env)).code).toBe(1);
});

describe("a run with something changed", () => {
  it("runs every check again after a source file changed, and --explain names the file", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["run-all"], env);
    put(folder, "src/a.py", `${UNSORTED}print(1)\n`);
    const { stderr } = await drydock(folder, ["run-all", "--explain", "--json"], env);
    expect(stderr).toContain("format runs because file src/a.py changed.");
    expect(stderr).toContain("ruff runs because file src/a.py changed.");
  });

  it("runs only the check whose config changed, and --explain names the config", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["run-all"], env);
    put(folder, ".config/black.toml", "[tool.black]\nline-length = 100\n");
    const { stderr, run } = await jsonRun(folder, ["run-all", "--explain"], env);
    expect(cachedOf(run)).toEqual(["ruff"]);
    expect(stderr).toContain("format runs because config .config/black.toml changed.");
    expect(stderr).not.toContain("ruff runs");
  });
});

it("a fix in between leaves the reasons of --explain to the checks", async () => {
  const { folder, env } = cached();
  await drydock(folder, ["ruff"], env);
  await drydock(folder, ["ruff-fix"], env);
  const { stderr } = await drydock(folder, ["ruff", "--explain"], env);
  expect(stderr).toContain("ruff runs because file src/a.py changed.");
});

describe("damage", () => {
  it("of every stored result makes the tools run again, with the same findings, and is repaired", async () => {
    const { folder, env } = cached();
    const first = await jsonRun(folder, ["run-all"], env);
    const contents = filesBelow(join(env.DRYDOCK_CACHE, "results/content-v2"));
    expect(contents.length).toBeGreaterThan(0);
    for (const file of contents) writeFileSync(file, '{"outputs":[],"cwd":"/","durationMs":0}');
    const second = await jsonRun(folder, ["run-all"], env);
    expect(cachedOf(second.run)).toEqual([]);
    expect(timeless(second.stdout)).toBe(timeless(first.stdout));
    expect(cachedOf((await jsonRun(folder, ["run-all"], env)).run)).toEqual(["format", "ruff"]);
  });

  it.each([
    ["deleted", /is missing/, (file: string) => rmSync(file)],
    ["replaced", /has \d+ bytes/, (file: string) => writeFileSync(file, "#!/bin/sh\nexit 0\n")],
  ] as const)("of an environment, whose program was %s, is noticed, and it is made again", async (_, why, damage) => {
    const { folder } = cached();
    const env = { DRYDOCK_CACHE: copiedCache("ruff", "uv") };
    damage(join(environmentIn(env.DRYDOCK_CACHE, "ruff"), "bin/ruff"));
    const { code, stdout, stderr } = await drydock(folder, ["ruff"], env);
    expect(stderr).toContain("recreating the environment of ruff: its file bin/ruff");
    expect(stderr).toMatch(why);
    expect(code).toBe(1);
    expect(stdout).toContain("I001");
  });
});

describe("drydock cache", () => {
  it("path says where the cache is", async () => {
    const env = { DRYDOCK_CACHE: "/some/where" };
    expect(await drydock(temporary(), ["cache", "path"], env)).toMatchObject({ code: 0, stdout: "/some/where" });
    const home = { DRYDOCK_CACHE: undefined, XDG_CACHE_HOME: undefined, HOME: "/home/me" };
    expect((await drydock(temporary(), ["cache", "path"], home)).stdout).toBe("/home/me/.cache/drydock");
    expect((await drydock(temporary(), ["cache"], home)).stdout).toMatch(/^\/home\/me\/.cache\/drydock\n/);
  });

  it("prune removes what was not used for so many days, and nothing younger", async () => {
    const { folder, env } = cached();
    await drydock(folder, ["ruff"], env);
    const old = join(env.DRYDOCK_CACHE, "projects/0123456789abcdef");
    mkdirSync(old);
    utimesSync(old, 0, 0);
    const { code, stdout } = await drydock(folder, ["cache", "prune"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("Removed 0 results, 0 environments and 1 working copies");
    expect(existsSync(old)).toBe(false);
    expect(cachedOf((await jsonRun(folder, ["ruff"], env)).run)).toEqual(["ruff"]);
  });

  it("clear removes it all", async () => {
    const { folder } = cached();
    const env = { DRYDOCK_CACHE: copiedCache("ruff", "uv") };
    await drydock(folder, ["ruff"], env);
    const { code } = await drydock(folder, ["cache", "clear"], env);
    expect(code).toBe(0);
    expect(existsSync(env.DRYDOCK_CACHE)).toBe(false);
  });
});

it("two runs at once on one project and one cache both give the whole verdict", async () => {
  const { folder, env } = cached();
  const both = await Promise.all([1, 2].map(() => jsonRun(folder, ["run-all"], env, spawnCli)));
  const alone = await jsonRun(folder, ["run-all", "--no-cache"], env);
  for (const { code, stdout } of both) {
    expect(code).toBe(1);
    expect(timeless(stdout)).toBe(timeless(alone.stdout));
  }
});

it("a run that begins while another is at work has a copy of the source of its own", async () => {
  const meeting = temporary();
  const wait = "until [ -e go ]; do sleep 0.1; done";
  const ruff = `exec "$(dirname "$0")/real" "$@"`;
  const env = { DRYDOCK_CACHE: cacheWithRuff(`(cd '${meeting}'; [ -e began ] || { touch began; ${wait}; }); ${ruff}`) };
  const folder = project({ "src/a.py": UNSORTED });
  const first = drydock(folder, ["ruff"], env);
  await eventually("the first is at work", () => existsSync(join(meeting, "began")), 60);
  put(folder, "src/a.py", '"""A module."""\n');
  expect((await drydock(folder, ["ruff"], env)).code).toBe(0);
  put(meeting, "go", "");
  const { code, stdout } = await first;
  expect(code).toBe(1);
  expect(stdout).toContain("I001");
});

it("two runs at once that both need the same environment both succeed", async () => {
  const { folder } = cached();
  const env = { DRYDOCK_CACHE: copiedCache("ruff", "uv") };
  rmSync(environmentIn(env.DRYDOCK_CACHE, "ruff"), { recursive: true });
  const both = await Promise.all([1, 2].map(() => jsonRun(folder, ["ruff"], env, spawnCli)));
  expect(both.map(({ run }) => run.verdict)).toEqual(["failed", "failed"]);
  const left = readdirSync(join(env.DRYDOCK_CACHE, "environments"));
  expect(left.filter((name) => name.startsWith("."))).toEqual([]);
});

/** A project with a finding of Ruff's, and a cache of its own. */
function cached() {
  return { folder: project(FILES), env: { DRYDOCK_CACHE: ownCache() } };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

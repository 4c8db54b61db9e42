import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, spawnCli, temporary } from "../support/cli.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";
import { cacheWithRuff, copiedCache, ownCache } from "../support/ownCache.ts";
import { eventually } from "../support/polling.ts";

const UNUSED = '"""A module."""\n\nimport os\n';
const FILES = { "src/a.py": UNUSED, ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff"] }' };

/** A run whose tool waits until the file `go` is there, then checks what is left of its folder; it has begun. */
async function waitingRun(meeting: string) {
  const wait = `touch '${meeting}/began'; until [ -e '${meeting}/go' ]; do sleep 0.1; done`;
  const env = { DRYDOCK_CACHE: cacheWithRuff(`${wait}; echo '[]'; exit 0`) };
  const folder = project(FILES);
  const run = drydock(folder, ["ruff"], env);
  await eventually("the tool is at work", () => existsSync(join(meeting, "began")), 60);
  return { run, cache: env.DRYDOCK_CACHE, env, folder };
}

describe("what is taken away during a run", () => {
  it.each([
    ["the cache", "", /The working folder of this run was removed/],
    ["a source file's copy", "projects", /The working folder of this run was removed/],
    ["an environment", "environments", /The environment of ruff was damaged during the run/],
  ])("makes it broken, never green, and the report says so: %s", async (_, part, sentence) => {
    const meeting = temporary();
    const { run, cache } = await waitingRun(meeting);
    if (part === "projects") {
      const copies = readdirSync(join(cache, part), { recursive: true, encoding: "utf8" });
      for (const path of copies.filter((name) => name.endsWith("a.py"))) rmSync(join(cache, part, path));
    } else rmSync(join(cache, part), { recursive: true });
    put(meeting, "go", "");
    const { code, stdout } = await run;
    expect(stdout).toMatch(sentence);
    expect(stdout).toContain("ruff broken");
    expect(code).toBe(2);
  });

  it("by a prune is nothing that the run uses, however long it is at work", async () => {
    const meeting = temporary();
    const { run, cache, env, folder } = await waitingRun(meeting);
    const kinds = ["projects", "environments"].map((kind) => join(cache, kind));
    const lock = readdirSync(join(cache, "projects"));
    for (const kind of kinds) for (const name of readdirSync(kind)) utimesSync(join(kind, name), 0, 0);
    // The environment was used since the run began; only its copy of uv was not.
    const ruff = readdirSync(join(cache, "environments")).find((name) => name.startsWith("ruff-")) ?? "";
    utimesSync(join(cache, "environments", ruff), new Date(), new Date());
    expect((await drydock(folder, ["cache", "prune", "--days", "1", "--megabytes", "1"], env)).stdout).toContain(
      "Removed 0 results, 1 environments and 0 working copies",
    );
    expect(readdirSync(join(cache, "projects"))).toEqual(lock);
    put(meeting, "go", "");
    expect((await run).code).toBe(0);
  });
});

it("runs and replays in loops beside prunes all give the verdict", async () => {
  const folder = project(FILES);
  const env = { DRYDOCK_CACHE: copiedCache("ruff", "uv") };
  const outcomes: string[] = [];
  const loop = async (call: typeof drydock | typeof spawnCli, words: readonly string[]) => {
    for (let time = 0; time < 3; time += 1) {
      const { code, stdout } = await call(folder, words, env);
      outcomes.push(words[0] === "cache" ? `pruned ${code}` : `${code} ${stdout.includes("F401")}`);
    }
  };
  const prune = ["cache", "prune", "--days", "1"];
  // Each prune is a process of its own, as one that meets a run is.
  await Promise.all([loop(drydock, ["ruff"]), loop(drydock, ["ruff", "--no-cache"]), loop(spawnCli, prune)]);
  expect([...new Set(outcomes)].sort()).toEqual(["1 true", "pruned 0"]);
});

describe("a cache folder", () => {
  it("that is the user's home takes a subfolder, and an old project beside it stays", async () => {
    const home = temporary();
    put(home, "projects/thesis/main.tex", "");
    for (const path of ["projects/thesis", "projects"]) utimesSync(join(home, path), 0, 0);
    const env = { DRYDOCK_CACHE: home };
    expect((await drydock(home, ["cache", "path"], env)).stdout).toBe(join(home, "drydock"));
    for (const action of ["prune", "clear"]) expect((await drydock(home, ["cache", action], env)).code).toBe(0);
    expect(existsSync(join(home, "projects/thesis/main.tex"))).toBe(true);
  });

  it("in the source is no part of it, and a run with it is replayed", async () => {
    const folder = project({ ...FILES, "src/a.py": '"""A module."""\n' });
    const cache = join(folder, ".cache/drydock");
    mkdirSync(join(folder, ".cache"));
    renameSync(ownCache(), cache);
    const env = { DRYDOCK_CACHE: undefined, XDG_CACHE_HOME: join(folder, ".cache") };
    const first = await jsonRun(folder, ["ruff", "--source", "."], env);
    expect([first.code, cachedOf(first.run)]).toEqual([0, []]);
    expect(cachedOf((await jsonRun(folder, ["ruff", "--source", "."], env)).run)).toEqual(["ruff"]);
  });

  it("that is the source is refused", async () => {
    const folder = project(FILES);
    mkdirSync(join(folder, "empty"));
    const { code, stderr } = await drydock(folder, ["ruff", "--source", "empty"], {
      DRYDOCK_CACHE: join(folder, "empty"),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("is the source.");
    expect(readdirSync(join(folder, "empty"))).toEqual([]);
  });
});

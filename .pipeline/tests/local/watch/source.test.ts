import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { DELAYS, type SourceEvent, watchSource } from "../../../local/watch/source.ts";
import type { Watched } from "../../../local/watch/watched.ts";
import { DrydockError } from "../../../src/errors.ts";
import { testFolder } from "../../support/testFolder.ts";

const QUIET = DELAYS.quiet;

/** A source of one file whose changes, lists and time are the test's. */
function source({ root = testFolder(), folders = ["/config"], files = ["/other/requirements.txt"] } = {}) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  const listing = (...names: readonly string[]) => ({
    files: new Set(["src/a.py", ...names]),
    folders: new Set(["", "src", ...names.map((name) => name.replace(/\/?[^/]*$/, ""))]),
    links: new Map<string, string>(),
  });
  const disk = { listing: listing(), lists: 0, fresh: [] as string[], fails: undefined as Error | undefined };
  const watched: Watched = {
    ...{ root, folders, files, listing: listing() },
    list: async () => {
      disk.lists += 1;
      return disk.listing;
    },
  };
  const told: SourceEvent[] = [];
  let sets: readonly string[][] = [];
  let change: (path: string) => void = () => {};
  const watch = watchSource(
    watched,
    (event) => told.push(event),
    (changed) => {
      change = (path) => changed(path.startsWith("/") ? path : join(root, path));
      return {
        set: (next) => {
          if (disk.fails !== undefined) throw disk.fails;
          sets = [...sets, [...next]];
          return disk.fresh.splice(0);
        },
        close: () => {
          sets = [...sets, []];
        },
      };
    },
  );
  onTestFinished(() => {
    watch.close();
    vi.useRealTimers();
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  return {
    root,
    watch,
    watched,
    told,
    disk,
    listing,
    pass,
    change: (path: string) => change(path),
    last: () => sets.at(-1),
  };
}

const changed = (...paths: readonly string[]): SourceEvent => ({ type: "changed", paths });

test("the folders of the tree, the config's, those of single files, and no other is watched", () => {
  const { root, last } = source();
  expect(last()).toEqual([root, join(root, "src"), "/config", "/other"]);
});

test("a change is told once it has been quiet, and without asking for a list", async () => {
  const { change, told, disk, pass } = source();
  change("src/a.py");
  await pass(QUIET - 1);
  change("src/a.py");
  await pass(QUIET - 1);
  expect(told).toEqual([]);
  await pass(1);
  expect({ told, lists: disk.lists }).toEqual({ told: [changed("src/a.py")], lists: 0 });
});

test("a change is not kept longer than a second, however much goes on", async () => {
  const { change, told, pass } = source();
  for (let passed = 0; passed < DELAYS.most; passed += 50) {
    change("src/a.py");
    await pass(50);
  }
  expect(told).toEqual([changed("src/a.py")]);
});

test("a file that the tree does not have, such as an ignored one, is nothing to tell", async () => {
  const { change, told, disk, pass } = source();
  change("build.log");
  change("src/__pycache__");
  await pass(QUIET);
  expect({ told, lists: disk.lists }).toEqual({ told: [], lists: 1 });
});

test("what an editor writes beside a file is nothing to look at", async () => {
  const { change, disk, pass } = source();
  for (const name of ["src/.a.py.swp", "src/a.py~", "src/4913", "src/.#a.py", "src/#a.py#"]) change(name);
  await pass(QUIET);
  expect(disk.lists).toBe(0);
});

test("a new folder is told by the files in it, and watched before that", async () => {
  const { root, change, told, disk, listing, last, pass } = source();
  disk.listing = listing("src/new/deep/b.py");
  change("src/new");
  await pass(QUIET);
  expect(told).toEqual([changed("src/new/deep/b.py")]);
  expect(last()).toContain(join(root, "src/new/deep"));
});

test("a file that has gone from the tree is told, also when only git's index says so", async () => {
  const { change, told, disk, pass } = source();
  disk.listing = { ...disk.listing, files: new Set() };
  change(".git/index");
  await pass(QUIET);
  expect(told).toEqual([changed("src/a.py")]);
});

test("config and requirements count, wherever they are; their neighbours do not", async () => {
  const { change, told, pass } = source();
  change("/config/ruff.toml");
  change("/other/requirements.txt");
  change("/other/unrelated");
  await pass(QUIET);
  expect(told).toEqual([changed("/config/ruff.toml", "/other/requirements.txt")]);
});

test("what happened in a folder before a run made it known is looked for", async () => {
  const { root, watch, watched, told, disk, listing, pass } = source();
  disk.fresh.push(join(root, "src/new"));
  disk.listing = listing("src/new/b.py", "src/new/c.py");
  watch.follow({ ...watched, listing: listing("src/new/b.py") });
  await pass(QUIET);
  expect(told).toEqual([changed("src/new/c.py")]);
});

test("a change while the tree is listed is told after it", async () => {
  const { watched, watch, change, told, pass } = source();
  let answer: () => void = () => {};
  const list = () => new Promise<Watched["listing"]>((resolve) => (answer = () => resolve(watched.listing)));
  watch.follow({ ...watched, list });
  change("unknown");
  await pass(QUIET);
  change("src/a.py");
  await pass(DELAYS.most);
  expect(told).toEqual([]);
  answer();
  await pass(0);
  await pass(QUIET);
  expect(told).toEqual([changed("src/a.py")]);
});

test("a tree that cannot be listed is told, since the run says why", async () => {
  const { watch, watched, change, told, pass } = source();
  watch.follow({ ...watched, list: () => Promise.reject(new Error("no")) });
  change("unknown");
  await pass(QUIET);
  expect(told).toEqual([changed("unknown")]);
});

test("a root that is removed is told once, and so is its return", async () => {
  const { root, change, told, pass } = source();
  renameSync(root, `${root}-away`);
  onTestFinished(() => rmSync(`${root}-away`, { recursive: true, force: true }));
  change("src/a.py");
  await pass(QUIET);
  await pass(DELAYS.look * 3);
  expect(told).toEqual([{ type: "gone" }]);
  renameSync(`${root}-away`, root);
  await pass(DELAYS.look);
  expect(told).toEqual([{ type: "gone" }, changed()]);
});

test("a system without room for more watches is told", async () => {
  const { change, disk, told, pass } = source();
  disk.fails = new DrydockError("broken", "full");
  change("src/a.py");
  await pass(QUIET);
  expect(told[0]).toEqual({ type: "failed", error: disk.fails });
});

test("nothing is told after the end", async () => {
  const { watch, change, told, pass, last } = source();
  change("src/a.py");
  watch.close();
  await pass(DELAYS.most);
  expect({ told, last: last() }).toEqual({ told: [], last: [] });
});

test("git's folder is watched, also that of a worktree", () => {
  const [root, worktree] = [testFolder({ ".git/HEAD": "" }), testFolder()];
  writeFileSync(join(worktree, ".git"), `gitdir: ${root}/.git/worktrees/w\n`);
  mkdirSync(join(root, ".git/worktrees/w"), { recursive: true });
  expect(source({ root }).last()).toContain(join(root, ".git"));
  expect(source({ root: worktree }).last()).toContain(join(root, ".git/worktrees/w"));
});

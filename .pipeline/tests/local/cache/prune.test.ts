import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import cacache from "cacache";
import { expect, onTestFinished, test } from "vitest";
import { mark } from "../../../local/cache/cacheContents.ts";
import { prune } from "../../../local/cache/prune.ts";
import { resultStore } from "../../../local/cache/resultStore.ts";
import { takeSlot } from "../../../local/cache/slot.ts";
import { executionOf, exit, outputOf } from "../../support/judging.ts";
import { testFolder } from "../../support/testFolder.ts";

const DAY = 24 * 60 * 60 * 1000;

const LIMITS = { days: 30 };
const NOTHING = { results: 0, environments: 0, copies: 0 };
const ID = "0123456789abcdef";

function marked(files: Readonly<Record<string, string>> = {}): string {
  const cache = testFolder(files);
  mark(cache);
  return cache;
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A folder that was used so many days ago, with so much in it. */
function folderOf(cache: string, path: string, age: number, kilobytes = 0): void {
  mkdirSync(join(cache, path), { recursive: true });
  if (kilobytes > 0) writeFileSync(join(cache, path, "file"), "x".repeat(kilobytes * 1024));
  utimesSync(join(cache, path), (Date.now() - age * DAY) / 1000, (Date.now() - age * DAY) / 1000);
}

/** Stores results of about so many kilobytes, the last one being the youngest. */
async function store(cache: string, kilobytes: Readonly<Record<string, number>>): Promise<void> {
  const { put } = resultStore(join(cache, "results"), (message) => {
    throw new Error(message);
  });
  for (const [key, size] of Object.entries(kilobytes)) {
    await put(key, executionOf(outputOf("tool", exit(0), { stdout: key.repeat(size * 1024).slice(0, size * 1024) })));
    letTheClockGoOn();
  }
}

/** Entries are as old as the clock says when they are written, in milliseconds: so each gets a time of its own. */
function letTheClockGoOn(): void {
  const now = Date.now();
  while (Date.now() === now);
}

const keysIn = async (cache: string) => Object.keys(await cacache.ls(join(cache, "results"))).sort();

test("results that were not used for so many days go, younger ones stay", async () => {
  const cache = marked();
  await store(cache, { a: 1, b: 1 });
  expect(await prune(cache, LIMITS, Date.now() + 29 * DAY)).toEqual(NOTHING);
  expect(await keysIn(cache)).toEqual(["a", "b"]);
  expect(await prune(cache, LIMITS, Date.now() + 31 * DAY)).toEqual({ ...NOTHING, results: 2 });
  expect(await keysIn(cache)).toEqual([]);
});

test("above the size the oldest results go, and their room is freed", async () => {
  const cache = marked();
  await store(cache, { old: 600, middle: 600, young: 300 });
  expect(await prune(cache, { days: 30, megabytes: 1 }, Date.now())).toEqual({ ...NOTHING, results: 1 });
  expect(await keysIn(cache)).toEqual(["middle", "young"]);
  const contents = readdirSync(join(cache, "results"), { recursive: true, withFileTypes: true });
  expect(contents.filter((entry) => entry.isFile() && entry.parentPath.includes("content-v"))).toHaveLength(2);
});

test("a content that a younger result shares is kept with it", async () => {
  const cache = marked();
  const { put, get } = resultStore(join(cache, "results"), () => expect.fail("warned"));
  const execution = executionOf(outputOf("tool", exit(0), { stdout: "x".repeat(600 * 1024) }));
  await put("old", execution);
  letTheClockGoOn();
  const between = Date.now();
  letTheClockGoOn();
  await put("young", execution);
  expect(await prune(cache, LIMITS, between + 30 * DAY)).toEqual({ ...NOTHING, results: 1 });
  expect(await get("young")).toEqual({ ...execution, cached: true });
  expect(await get("old")).toBeUndefined();
});

test("environments and projects that were not used for so many days go", async () => {
  const cache = marked();
  for (const [name, age] of [
    ["0".repeat(16), 31],
    ["1".repeat(16), 29],
  ] as const) {
    folderOf(cache, `environments/ruff-${name}`, age);
    folderOf(cache, `projects/${name}`, age);
  }
  expect(await prune(cache, LIMITS, Date.now())).toEqual({ results: 0, environments: 1, copies: 1 });
  expect(readdirSync(join(cache, "environments"))).toEqual([`ruff-${"1".repeat(16)}`]);
  expect(readdirSync(join(cache, "projects"))).toEqual(["1".repeat(16)]);
});

test("above the size the environments and the working copies that were not used for longest go", async () => {
  const cache = marked();
  for (const [number, age] of [
    [0, 3],
    [1, 2],
    [2, 1],
  ] as const) {
    folderOf(cache, `environments/ruff-${String(number).repeat(16)}`, age, 600);
    folderOf(cache, `projects/${ID}/slot-${number}`, age, 600);
  }
  expect(await prune(cache, { days: 30, megabytes: 1 }, Date.now())).toEqual({
    results: 0,
    environments: 2,
    copies: 2,
  });
  expect(readdirSync(join(cache, "environments"))).toEqual([`ruff-${"2".repeat(16)}`]);
  expect(readdirSync(join(cache, "projects", ID))).toEqual(["slot-2"]);
});

test("a slot that a run works in stays, and with it every environment that was used since that run began", async () => {
  const cache = marked();
  const slot = await takeSlot(join(cache, "projects", ID));
  onTestFinished(slot.release);
  folderOf(cache, `environments/ruff-${ID}`, -0.1);
  folderOf(cache, `environments/mypy-${ID}`, 1);
  // As if the run had begun long ago.
  expect(await prune(cache, LIMITS, Date.now() + 40 * DAY)).toEqual({ results: 0, environments: 1, copies: 0 });
  expect(readdirSync(join(cache, "environments"))).toEqual([`ruff-${ID}`]);
  expect(slot.lost()).toBe(false);
  await slot.release();
  expect(await prune(cache, LIMITS, Date.now() + 40 * DAY)).toEqual({ results: 0, environments: 1, copies: 1 });
});

test("other files in the cache folder are not touched, however old they are", async () => {
  const cache = marked({ "interpreters.json": "{}" });
  const mine = ["other/old", "projects/thesis", "environments/notes", "results/mine", "environments/.tmp-mine"];
  for (const path of mine) folderOf(cache, path, 400);
  expect(await prune(cache, { days: 1, megabytes: 1 }, Date.now())).toEqual(NOTHING);
  expect(mine.filter((path) => !existsSync(join(cache, path)))).toEqual([]);
});

test("in a folder that is not marked and holds other things nothing is touched at all", async () => {
  const folder = testFolder({ "notes.txt": "" });
  folderOf(folder, `projects/${ID}`, 400);
  expect(await prune(folder, { days: 1, megabytes: 1 }, Date.now())).toEqual(NOTHING);
  expect(existsSync(join(folder, "projects", ID))).toBe(true);
});

test("superseded contents, the index files of results that went, half-written files and empty folders go too", async () => {
  const cache = marked();
  const results = join(cache, "results");
  const { put, forget } = resultStore(results, () => expect.fail("warned"));
  await put("a", executionOf(outputOf("tool", exit(0), { stdout: "old" })));
  await put("a", executionOf(outputOf("tool", exit(0), { stdout: "new" })));
  await put("b", executionOf(outputOf("tool", exit(0), { stdout: "taken back" })));
  await forget("b");
  const orphan = join(results, "content-v2/sha512/ff/ff/ff");
  folderOf(results, "tmp/half", 2);
  folderOf(results, "content-v2/sha512/ff/ff", 2);
  writeFileSync(orphan, "");
  // As an older Drydock left it of a result that it took back.
  folderOf(results, "index-v5/aa/bb", 31);
  writeFileSync(join(results, "index-v5/aa/bb/cc"), "");
  utimesSync(join(results, "index-v5/aa/bb/cc"), 0, 0);
  for (const file of filesIn(results)) if (file.includes("content-v2")) utimesSync(file, 0, 0);
  await prune(cache, LIMITS, Date.now());
  expect(filesIn(results)).toHaveLength(2);
  expect(existsSync(join(results, "tmp"))).toBe(false);
  await prune(cache, LIMITS, Date.now() + 31 * DAY);
  expect(filesIn(results)).toEqual([]);
});

test("a content that was just written stays: its entry in the index may follow", async () => {
  const cache = marked();
  const { put, get } = resultStore(join(cache, "results"), () => expect.fail("warned"));
  await put("a", executionOf(outputOf("tool", exit(0))));
  const index = filesIn(join(cache, "results")).find((file) => file.includes("index-v")) ?? "";
  const entry = readFileSync(index);
  rmSync(index);
  await prune(cache, LIMITS, Date.now());
  mkdirSync(dirname(index), { recursive: true });
  writeFileSync(index, entry);
  expect(await get("a")).toMatchObject({ cached: true });
});

test("a cache that is not there has nothing to lose, and is not made", async () => {
  const cache = join(testFolder(), "none");
  expect(await prune(cache, { days: 1, megabytes: 1 }, Date.now())).toEqual(NOTHING);
  expect(existsSync(cache)).toBe(false);
});

test("uv's cache goes as a whole when it is too old or too much, but not while a run is at work", async () => {
  const cache = marked();
  const uv = (age: number) => {
    folderOf(cache, "uv/archive-v0", age, 2048);
    folderOf(cache, "uv/simple-v28", age);
    folderOf(cache, "uv/notes", age);
  };
  const left = () => readdirSync(join(cache, "uv")).sort();
  uv(1);
  await prune(cache, { days: 30, megabytes: 3 }, Date.now());
  expect(left()).toEqual(["archive-v0", "notes", "simple-v28"]);
  const slot = await takeSlot(join(cache, "projects", ID));
  await prune(cache, { days: 30, megabytes: 1 }, Date.now());
  expect(left()).toEqual(["archive-v0", "notes", "simple-v28"]);
  await slot.release();
  await prune(cache, { days: 30, megabytes: 1 }, Date.now());
  expect(left()).toEqual(["notes"]);
  uv(31);
  await prune(cache, LIMITS, Date.now());
  expect(left()).toEqual(["notes"]);
});

test("removes results of modules that were not used, the oldest beyond the size too, and nothing else in their folder", async () => {
  const cache = marked({
    "modules/0a/old": "",
    "modules/0a/new": "x".repeat(900),
    "modules/0b/newest": "y".repeat(900),
    "modules/notes/a": "",
  });
  const now = Date.now();
  for (const [name, age] of Object.entries({ "0a/old": 40, "0a/new": 2, "0b/newest": 1, "notes/a": 90 }))
    utimesSync(join(cache, "modules", name), (now - age * DAY) / 1000, (now - age * DAY) / 1000);
  expect(await prune(cache, LIMITS, now)).toEqual({ ...NOTHING, results: 1 });
  expect(await prune(cache, { ...LIMITS, megabytes: 0.001 }, now)).toEqual({ ...NOTHING, results: 1 });
  expect(filesIn(join(cache, "modules")).map((path) => path.slice(cache.length))).toEqual([
    "/modules/0b/newest",
    "/modules/notes/a",
  ]);
});

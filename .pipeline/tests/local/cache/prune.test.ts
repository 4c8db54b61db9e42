import { existsSync, mkdirSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import cacache from "cacache";
import { expect, test } from "vitest";
import { prune } from "../../../local/cache/prune.ts";
import { resultStore } from "../../../local/cache/resultStore.ts";
import { executionOf, exit, outputOf } from "../../support/judging.ts";
import { testFolder } from "../../support/testFolder.ts";

const DAY = 24 * 60 * 60 * 1000;

function folderOf(cache: string, path: string, age: number): void {
  mkdirSync(join(cache, path), { recursive: true });
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
  const cache = testFolder();
  await store(cache, { a: 1, b: 1 });
  expect(await prune(cache, { days: 30, megabytes: 512 }, Date.now() + 29 * DAY)).toEqual({ results: 0, folders: 0 });
  expect(await keysIn(cache)).toEqual(["a", "b"]);
  expect(await prune(cache, { days: 30, megabytes: 512 }, Date.now() + 31 * DAY)).toEqual({ results: 2, folders: 0 });
  expect(await keysIn(cache)).toEqual([]);
});

test("above the size the oldest results go, and their room is freed", async () => {
  const cache = testFolder();
  await store(cache, { old: 600, middle: 600, young: 300 });
  expect(await prune(cache, { days: 30, megabytes: 1 }, Date.now())).toEqual({ results: 1, folders: 0 });
  expect(await keysIn(cache)).toEqual(["middle", "young"]);
  const contents = readdirSync(join(cache, "results"), { recursive: true, withFileTypes: true });
  expect(contents.filter((entry) => entry.isFile() && entry.parentPath.includes("content-v"))).toHaveLength(2);
});

test("a content that a younger result shares is kept with it", async () => {
  const cache = testFolder();
  const { put, get } = resultStore(join(cache, "results"), () => expect.fail("warned"));
  const execution = executionOf(outputOf("tool", exit(0), { stdout: "x".repeat(600 * 1024) }));
  await put("old", execution);
  letTheClockGoOn();
  await put("young", execution);
  expect(await prune(cache, { days: 30, megabytes: 1 }, Date.now())).toEqual({ results: 1, folders: 0 });
  expect(await get("young")).toEqual({ ...execution, cached: true });
  expect(await get("old")).toBeUndefined();
});

test("environments and projects that were not used for so many days go", async () => {
  const cache = testFolder();
  for (const kind of ["environments", "projects"]) {
    folderOf(cache, `${kind}/old`, 31);
    folderOf(cache, `${kind}/young`, 29);
  }
  expect(await prune(cache, { days: 30, megabytes: 512 }, Date.now())).toEqual({ results: 0, folders: 2 });
  for (const kind of ["environments", "projects"]) expect(readdirSync(join(cache, kind))).toEqual(["young"]);
});

test("nothing else in the cache folder is touched", async () => {
  const cache = testFolder({ "interpreters.json": "{}" });
  folderOf(cache, "other/old", 400);
  await prune(cache, { days: 30, megabytes: 512 }, Date.now());
  expect(readdirSync(cache).sort()).toEqual(["interpreters.json", "other"]);
});

test("a cache that is not there has nothing to lose, and is not made", async () => {
  const cache = join(testFolder(), "none");
  expect(await prune(cache, { days: 1, megabytes: 1 }, Date.now())).toEqual({ results: 0, folders: 0 });
  expect(existsSync(cache)).toBe(false);
});

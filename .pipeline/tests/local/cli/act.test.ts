import { chmodSync, existsSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mark } from "../../../local/cache/cacheContents.ts";
import { runCache } from "../../../local/cli/act.ts";
import { put } from "../../support/cli.ts";
import { cliCall, keptWorld } from "../../support/cliCall.ts";
import { contentsOf } from "../../support/contentsOf.ts";
import { testFolder } from "../../support/testFolder.ts";

async function cacheCall(folder: string, ...words: readonly string[]) {
  const [request] = (await cliCall("cache", ...words)).requests;
  if (request?.verb !== "cache") throw new Error("no such call");
  const world = keptWorld("/", { DRYDOCK_CACHE: folder });
  return { code: await runCache(request, world), out: world.stdout.written() };
}

const ENVIRONMENT = "environments/ruff-0123456789abcdef";
const PROJECT = "projects/0123456789abcdef";
const CACHE = { [`${ENVIRONMENT}/drydock-environment.json`]: "{}", [`${PROJECT}/last/ruff.json`]: "x".repeat(2 ** 20) };

test("drydock cache path says where it is, and nothing else", async () => {
  const folder = join(testFolder(), "cache");
  expect(await cacheCall(folder, "path")).toEqual({ code: 0, out: `${folder}\n` });
  expect(existsSync(folder)).toBe(false);
});

test("drydock cache says where it is and how large, and makes nothing", async () => {
  const none = join(testFolder(), "cache");
  expect((await cacheCall(none)).out).toBe(`${none}\nIt does not exist yet.\n`);
  expect(existsSync(none)).toBe(false);
  const folder = testFolder(CACHE);
  expect((await cacheCall(folder)).out).toBe(
    `${folder}\nenvironments      0.0 MB\nprojects          1.0 MB\nresults           0.0 MB\nmodules           0.0 MB\nuv                0.0 MB\npythons           0.0 MB\n`,
  );
});

test("drydock cache clear removes it all, and says so also when there is nothing", async () => {
  const folder = testFolder(CACHE);
  expect(await cacheCall(folder, "clear")).toEqual({ code: 0, out: `Removed ${folder}\n` });
  expect(existsSync(folder)).toBe(false);
  expect(await cacheCall(folder, "clear")).toEqual({ code: 0, out: `There is no cache in ${folder}\n` });
});

test("drydock cache clear keeps files that are not Drydock's, wherever they are, and says so", async () => {
  const folder = testFolder(CACHE);
  mark(folder);
  const mine = { "docs/a.txt": "", "projects/thesis/b.txt": "", "environments/notes": "", "results/c.txt": "" };
  for (const [path, text] of Object.entries(mine)) put(folder, path, text);
  const { out } = await cacheCall(folder, "clear");
  expect(out).toMatch(/kept files that are not Drydock's: docs, environments, projects, results\n$/);
  expect(contentsOf(folder)).toEqual(mine);
});

test.each(["clear", "prune"])("drydock cache %s touches nothing in a folder that is not a cache", async (action) => {
  const mine = { "projects/thesis/a.txt": "", [`${PROJECT}/last/ruff.json`]: "", "results/b.txt": "" };
  const folder = testFolder(mine);
  for (const path of ["projects", "projects/thesis", PROJECT, "results"]) utimesSync(join(folder, path), 0, 0);
  expect((await cacheCall(folder, action)).code).toBe(0);
  expect(contentsOf(folder)).toEqual(mine);
});

test("drydock cache clear follows no link in a cache", async () => {
  const elsewhere = testFolder({ "0123456789abcdef/last/x": "" });
  const folder = testFolder(CACHE);
  rmSync(join(folder, "projects"), { recursive: true });
  symlinkSync(elsewhere, join(folder, "projects"));
  expect((await cacheCall(folder, "clear")).out).toMatch(/kept files that are not Drydock's: projects/);
  expect(existsSync(join(elsewhere, "0123456789abcdef/last/x"))).toBe(true);
});

test("drydock cache clear and prune refuse a folder that others may write to", async () => {
  const folder = testFolder(CACHE);
  chmodSync(folder, 0o777);
  for (const action of ["clear", "prune"])
    await expect(cacheCall(folder, action)).rejects.toThrow("is writable by other users");
});

test("drydock cache prune removes what is older than the days it is given, and counts it", async () => {
  const folder = testFolder({ ...CACHE, "projects/fedcba9876543210/": "" });
  const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 60 * 60;
  utimesSync(join(folder, "projects/fedcba9876543210"), eightDaysAgo, eightDaysAgo);
  expect((await cacheCall(folder, "prune", "--days", "9")).out).toContain("0 environments and 0 working copies");
  expect((await cacheCall(folder, "prune", "--days", "7")).out).toContain("0 environments and 1 working copies");
  expect(existsSync(join(folder, "projects/fedcba9876543210"))).toBe(false);
  expect(existsSync(join(folder, PROJECT))).toBe(true);
});

import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCache } from "../../../local/cli/runCache.ts";
import { cliCall, keptWorld } from "../../support/cliCall.ts";
import { testFolder } from "../../support/testFolder.ts";

async function cacheCall(folder: string, ...words: readonly string[]) {
  const [request] = (await cliCall("cache", ...words)).requests;
  if (request?.verb !== "cache") throw new Error("no such call");
  const world = keptWorld("/", { DRYDOCK_CACHE: folder });
  return { code: await runCache(request, world), out: world.stdout.written() };
}

test("drydock cache says where it is, and makes nothing", async () => {
  const folder = join(testFolder(), "cache");
  expect(await cacheCall(folder)).toEqual({ code: 0, out: `${folder}\n` });
  expect(existsSync(folder)).toBe(false);
});

test("drydock cache clear removes it all, and says so also when there is nothing", async () => {
  const folder = testFolder({ "results/x": "", "environments/y/z": "" });
  expect(await cacheCall(folder, "clear")).toEqual({ code: 0, out: `Removed ${folder}\n` });
  expect(existsSync(folder)).toBe(false);
  expect((await cacheCall(folder, "clear")).code).toBe(0);
});

test("drydock cache prune removes what is older than the days it is given, and counts it", async () => {
  const folder = testFolder({ "projects/old/": "", "projects/young/": "" });
  const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 60 * 60;
  utimesSync(join(folder, "projects/old"), eightDaysAgo, eightDaysAgo);
  expect((await cacheCall(folder, "prune", "--days", "9")).out).toContain("Removed 0 results and 0 environments");
  expect((await cacheCall(folder, "prune", "--days", "7")).out).toContain("Removed 0 results and 1 environments");
  expect(existsSync(join(folder, "projects/old"))).toBe(false);
  expect(existsSync(join(folder, "projects/young"))).toBe(true);
});

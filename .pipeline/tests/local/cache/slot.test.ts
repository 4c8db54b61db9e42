import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { slotInUse, takeSlot } from "../../../local/cache/slot.ts";
import { eventually } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const MODULE = pathToFileURL(join(ROOT, ".pipeline/local/cache/slot.ts")).href;
const TAKE = `import { takeSlot } from ${JSON.stringify(MODULE)}; await takeSlot(process.argv[1]); console.log("taken"); setInterval(() => {}, 1000);`;

async function take(project: string) {
  const slot = await takeSlot(project);
  onTestFinished(slot.release);
  return slot;
}

test("two runs at once get two folders", async () => {
  const project = join(testFolder(), "project");
  const slots = await Promise.all([take(project), take(project), take(project)]);
  expect(slots.map(({ folder }) => folder).sort()).toEqual([0, 1, 2].map((number) => join(project, `slot-${number}`)));
  expect(slots.every(({ folder }) => existsSync(folder))).toBe(true);
});

test("a slot that was given back is the next run's, with what it holds", async () => {
  const project = testFolder();
  const first = await take(project);
  mkdirSync(join(first.folder, "caches"));
  await first.release();
  const second = await take(project);
  expect(second.folder).toBe(first.folder);
  expect(existsSync(join(second.folder, "caches"))).toBe(true);
});

test("releasing a slot twice is not an error", async () => {
  const slot = await take(testFolder());
  await slot.release();
  await slot.release();
});

test("the slot of a killed run serves again once its lock is old", async () => {
  const project = testFolder({ "slot-0/": "", "slot-0.lock/": "" });
  expect((await take(project)).folder).toBe(join(project, "slot-1"));
  utimesSync(join(project, "slot-0.lock"), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  expect((await take(project)).folder).toBe(join(project, "slot-0"));
});

test("there is an end to how many run at once, and it says so", async () => {
  const locks = Object.fromEntries(Array.from({ length: 16 }, (_, number) => [`slot-${number}.lock/`, ""]));
  await expect(take(testFolder(locks))).rejects.toThrow("16 runs of this project are already in progress.");
});

test("a place that can't be written is the file system's error", async () => {
  const folder = testFolder({ file: "" });
  await expect(take(join(folder, "file"))).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) });
});

test("a lock that can't be made is the file system's error, not a run at work", async () => {
  const project = testFolder({ "slot-0/": "", "slot-0.lock": "a file in the lock's place" });
  utimesSync(join(project, "slot-0.lock"), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await expect(take(project)).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("the slot of a run that was only stopped is passed over, however old its lock is", async () => {
  const project = testFolder();
  const stopped = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", TAKE, project], {
    cwd: ROOT,
  });
  onTestFinished(() => void stopped.kill("SIGKILL"));
  await once(stopped.stdout, "data");
  stopped.kill("SIGSTOP");
  utimesSync(join(project, "slot-0.lock"), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  expect((await take(project)).folder).toBe(join(project, "slot-1"));
  expect(slotInUse(join(project, "slot-0"))).toBeGreaterThan(0);
  stopped.kill("SIGKILL");
  await once(stopped, "exit");
  expect((await take(project)).folder).toBe(join(project, "slot-0"));
});

test("stale slots are free, even if another process has the id of their owner", async () => {
  const owner = JSON.stringify({ host: hostname(), pid: process.ppid, started: "1" });
  const stale = Array.from({ length: 16 }, (_, number) => [
    [`slot-${number}/owner`, number === 0 ? String(process.ppid) : owner],
    [`slot-${number}.lock/`, ""],
  ]).flat();
  const project = testFolder(Object.fromEntries(stale));
  for (const name of readdirSync(project)) utimesSync(join(project, name), 0, 0);
  for (const number of [0, 1]) expect((await take(project)).folder).toBe(join(project, `slot-${number}`));
});

test("a slot whose folder was removed is lost at once", async () => {
  const slot = await take(testFolder());
  rmSync(slot.folder, { recursive: true });
  expect(slot.lost()).toBe(true);
});

test("who lost a slot leaves it to the one that took it over", async () => {
  const slot = await take(testFolder());
  const owner = join(slot.folder, "owner");
  writeFileSync(owner, "another");
  await slot.release();
  expect(readFileSync(owner, "utf8")).toBe("another");
  expect(existsSync(`${slot.folder}.lock`)).toBe(true);
});

test("a slot that another took over is lost, and says so", async () => {
  const slot = await take(testFolder());
  expect(slot.lost()).toBe(false);
  rmSync(`${slot.folder}.lock`, { recursive: true });
  await eventually("the slot is lost", slot.lost);
});

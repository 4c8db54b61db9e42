import { existsSync, mkdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeSlot } from "../../../local/project/slot.ts";
import { eventually } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";

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

test("giving a slot back twice is no error", async () => {
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
  await expect(take(testFolder(locks))).rejects.toThrow("16 runs of this project are at work already.");
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
  // Process 1 is alive wherever there is one.
  const project = testFolder({ "slot-0/owner": "1", "slot-0.lock/": "" });
  utimesSync(join(project, "slot-0.lock"), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  expect((await take(project)).folder).toBe(join(project, "slot-1"));
});

test("a slot that another took over is lost, and says so", async () => {
  const slot = await take(testFolder());
  expect(slot.lost()).toBe(false);
  rmSync(`${slot.folder}.lock`, { recursive: true });
  await eventually("the slot is lost", slot.lost);
});

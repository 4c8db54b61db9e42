import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyRecord } from "../../../local/cache/keyRecord.ts";
import { type LastRun, readLastRun, writeLastRun } from "../../../local/cache/lastRun.ts";
import { samplePlan } from "../../support/samplePlan.ts";
import { testFolder } from "../../support/testFolder.ts";

const record = keyRecord(samplePlan(), {
  configDigest: () => "c",
  lockDigest: () => "l",
  programs: {},
  python: "3.13.1",
  applicationDigest: null,
  scriptsDigest: "s",
  treeDigest: "t",
});
const last: LastRun = { record, tree: { "a b.py": "1", "é\n.py": "2" } };

test("a run is read as it was written, for its own check", () => {
  const project = join(testFolder(), "project");
  writeLastRun(project, "lint", "key", last);
  expect(readLastRun(project, "lint")).toEqual(last);
  expect(readLastRun(project, "ruff")).toBeUndefined();
});

test("the newer run takes the older one's place, and nothing half written stays", () => {
  const project = testFolder();
  writeLastRun(project, "lint", "older", { ...last, tree: {} });
  writeLastRun(project, "lint", "key", last);
  expect(readLastRun(project, "lint")).toEqual(last);
  expect(readdirSync(join(project, "last"))).toEqual(["lint.json"]);
});

test("a run with the same key is not written again, since a replayed run costs nothing", () => {
  const project = testFolder();
  writeLastRun(project, "lint", "key", last);
  writeLastRun(project, "lint", "key", { ...last, tree: {} });
  expect(readLastRun(project, "lint")).toEqual(last);
});

test("a damaged one is not there", () => {
  const project = testFolder({ "last/lint.json": '{"record": {' });
  expect(readLastRun(project, "lint")).toBeUndefined();
});

test("a place that can't be written costs nothing but the explanation", () => {
  const project = testFolder({ file: "" });
  writeLastRun(join(project, "file"), "lint", "key", last);
  expect(readLastRun(join(project, "file"), "lint")).toBeUndefined();
  mkdirSync(join(project, "last", "ruff.json"), { recursive: true });
  writeFileSync(join(project, "last", "ruff.json", "x"), "");
  writeLastRun(project, "ruff", "key", last);
  expect(readLastRun(project, "ruff")).toBeUndefined();
});

import { appendFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resultStore } from "../../../local/cache/resultStore.ts";
import { executionOf, exit, outputOf } from "../../support/judging.ts";
import { testFolder } from "../../support/testFolder.ts";

const execution = executionOf(
  outputOf("pylint", exit(4), { stdout: "a.py:1\u0000 é \u{1f4a5}\n", stderr: "words" }),
  outputOf("ruff-format", { kind: "signal", name: "SIGKILL" }),
);

function openStore(folder = join(testFolder(), "results")) {
  const warnings: string[] = [];
  return { ...resultStore(folder, (message) => void warnings.push(message)), warnings, folder };
}

/** Every file of cacache's that holds contents. */
function contentsIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return files.filter((path) => path.includes("content-v") && statSync(path).isFile());
}

test("a stored execution comes back as it was, marked as cached", async () => {
  const { put, get, warnings } = openStore();
  await put("key", execution);
  expect(await get("key")).toEqual({ ...execution, cached: true });
  expect(warnings).toEqual([]);
});

test("another process finds it", async () => {
  const { put, folder } = openStore();
  await put("key", execution);
  expect(await openStore(folder).get("key")).toMatchObject({ cached: true });
});

test("what was never stored is not there, and asking makes no folder", async () => {
  const { get, folder, warnings } = openStore();
  expect(await get("key")).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  expect(warnings).toEqual([]);
});

test("the last of two under one key is the one that counts", async () => {
  const { put, get } = openStore();
  await put("key", execution);
  await put("key", executionOf(outputOf("pylint", exit(0))));
  expect(await get("key")).toMatchObject({ outputs: [{ end: exit(0) }] });
});

test.each<[string, (file: string) => void]>([
  ["longer", (file) => appendFileSync(file, "x")],
  ["empty", (file) => writeFileSync(file, "")],
  ["other bytes of the same length", (file) => writeFileSync(file, "x".repeat(statSync(file).size))],
  ["gone", (file) => rmSync(file)],
])("a content that is %s is not there, and can be stored again", async (_, damage) => {
  const { put, get, folder, warnings } = openStore();
  await put("key", execution);
  for (const file of contentsIn(folder)) damage(file);
  expect(await get("key")).toBeUndefined();
  await put("key", execution);
  expect(await get("key")).toEqual({ ...execution, cached: true });
  expect(warnings).toEqual([]);
});

test("an invalid index counts as missing, and results can be stored again", async () => {
  const { put, get, folder } = openStore();
  await put("key", execution);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (name.includes("index-v") && statSync(path).isFile()) writeFileSync(path, "{[rubbish");
  }
  expect(await get("key")).toBeUndefined();
  await put("key", execution);
  expect(await get("key")).toMatchObject({ cached: true });
});

test("a store that can't be written warns once and fails nothing", async () => {
  const folder = join(testFolder({ file: "no folder" }), "file", "results");
  const { put, get, warnings } = openStore(folder);
  await put("one", execution);
  await put("two", execution);
  expect(await get("one")).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("cannot be stored")]);
  expect(warnings[0]).toMatch(/\((ENOTDIR|EEXIST)\)/);
});

test("what is forgotten is gone, and what another key shares with it stays", async () => {
  const { put, get, forget } = openStore();
  await put("one", execution);
  await put("two", execution);
  await forget("one");
  await forget("never stored");
  expect(await get("one")).toBeUndefined();
  expect(await get("two")).toEqual({ ...execution, cached: true });
});

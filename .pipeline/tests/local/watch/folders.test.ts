import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchFolders } from "../../../local/watch/folders.ts";
import { eventually } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";

function watching(...names: readonly string[]) {
  const root = testFolder({ "src/a.py": "1", "other/b.py": "1" });
  const changes = new Set<string>();
  const watch = watchFolders((path) => changes.add(path));
  onTestFinished(watch.close);
  const set = (...folders: readonly string[]) => watch.set(folders.map((name) => join(root, name)));
  expect(set(...names)).toHaveLength(names.length);
  const told = (name: string) => eventually(`${name} is told`, () => changes.has(join(root, name)));
  return { root, set, told, changes, write: (name: string) => writeFileSync(join(root, name), "2") };
}

test("an edit, a new file and one that is saved by renaming are told, in this folder alone", async () => {
  const { root, told, write, changes } = watching("src");
  write("other/b.py");
  write("src/a.py");
  await told("src/a.py");
  write("src/new.py");
  await told("src/new.py");
  changes.clear();
  write("src/temporary");
  renameSync(join(root, "src/temporary"), join(root, "src/a.py"));
  await told("src/a.py");
  expect([...changes].filter((path) => path.includes("other"))).toEqual([]);
});

test("a name that is not valid UTF-8 is told as the tree has it", async () => {
  const { root, told } = watching("src");
  writeFileSync(Buffer.concat([Buffer.from(`${root}/src/`), Buffer.of(0xe9)]), "");
  await told("src/\udce9");
});

test("a folder that has been made anew is watched anew, and one that is not there is left out", async () => {
  const { root, set, told, write } = watching("src");
  rmSync(join(root, "src"), { recursive: true });
  expect(set("src")).toEqual([]);
  mkdirSync(join(root, "src"));
  expect(set("src", "nowhere")).toEqual([join(root, "src")]);
  write("src/a.py");
  await told("src/a.py");
  expect(set("src")).toEqual([]);
});

test("a folder that is removed is told as itself, and not as a folder in it", async () => {
  const { root, told, changes } = watching("other");
  rmSync(join(root, "other"), { recursive: true });
  await told("other");
  expect([...changes]).not.toContain(join(root, "other/other"));
});

test("a folder that is no longer asked for is not told", async () => {
  const { set, told, write, changes } = watching("src", "other");
  set("src");
  write("other/b.py");
  write("src/a.py");
  await told("src/a.py");
  expect([...changes].filter((path) => path.includes("other"))).toEqual([]);
});

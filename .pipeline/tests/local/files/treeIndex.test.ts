import { chmodSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL } from "../../../local/files/readTree.ts";
import { treeIndex } from "../../../local/files/treeIndex.ts";
import { treeOf } from "../../support/treeOf.ts";
import { indexed, LATER, perform, settle } from "./indexed.ts";
import { plant, scratch } from "./scratch.ts";

function planted(files: Readonly<Record<string, string | Buffer>>) {
  const folder = scratch();
  const root = plant(join(folder, "src"), files);
  settle(folder);
  return { root, file: join(folder, "cache", "tree-index") };
}

test("what has not changed is not read again", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n", "pkg/b.py": "b = 2\n", "notes.txt": "" });
  expect((await indexed(root, file)).known).toEqual([]);
  const { tree, known } = await indexed(root, file);
  expect(known).toEqual(["a.py", "notes.txt", "pkg/b.py"]);
  expect(tree).toEqual(await treeOf(root));
});

test("a file that was changed a moment ago is read again, for it may change within the same tick", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n" });
  await indexed(root, file, { later: 0 });
  expect((await indexed(root, file)).known).toEqual([]);
  expect((await indexed(root, file, { later: 0 })).known).toEqual([]);
  expect((await indexed(root, file)).known).toEqual(["a.py"]);
});

test("a change of the same size that keeps the mtime is seen by the ctime, a replaced file by its inode", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n" });
  for (const path of ["a.py", "b.py", "c.py"]) perform(root, { kind: "quiet", path, content: "x = 1\n" });
  settle(join(root, ".."));
  await indexed(root, file);
  settle(join(root, ".."));
  perform(root, { kind: "quiet", path: "a.py", content: "x = 2\n" });
  perform(root, { kind: "replace", path: "b.py", content: "x = 2\n" });
  settle(join(root, ".."));
  const { tree, known } = await indexed(root, file);
  expect(known).toEqual(["c.py"]);
  expect(tree).toEqual(await treeOf(root));
});

test("a clock that was put back makes every file too new to be believed", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n" });
  await indexed(root, file);
  expect((await indexed(root, file, { later: -LATER })).known).toEqual([]);
});

test("only changed files are read, and an executable bit or a NUL byte is never forgotten", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n", "b.py": "b\0\n", "c.sh": "" });
  chmodSync(join(root, "c.sh"), 0o755);
  settle(join(root, ".."));
  await indexed(root, file);
  writeFileSync(join(root, "a.py"), "a = 2\n");
  settle(join(root, ".."));
  const { tree, known } = await indexed(root, file);
  expect(known).toEqual(["b.py", "c.sh"]);
  expect([...tree.faults]).toEqual([["b.py", "nul"]]);
  expect(tree.entries.get("c.sh")).toMatchObject({ executable: true });
});

test("a text that is wanted is read, and does not make the index new", async () => {
  const { root, file } = planted({ "pyproject.toml": "[tool.black]\n", "a.py": "" });
  const interest = { ...ALL, keeps: (path: string) => path.endsWith(".toml") };
  await indexed(root, file, { interest });
  const written = lstatSync(file, { bigint: true }).ino;
  const { tree, known } = await indexed(root, file, { interest });
  expect(tree.texts?.get("pyproject.toml")?.toString()).toBe("[tool.black]\n");
  expect(known).toEqual(["a.py"]);
  expect(lstatSync(file, { bigint: true }).ino).toBe(written);
});

test("what another check does not read stays known, what is gone does not", async () => {
  const { root, file } = planted({ "a.py": "", "b.php": "", "c.py": "" });
  await indexed(root, file);
  rmSync(join(root, "c.py"));
  writeFileSync(join(root, "a.py"), "a = 1\n");
  settle(join(root, ".."));
  await indexed(root, file, { interest: { ...ALL, reads: (path) => path.endsWith(".py") } });
  expect((await indexed(root, file)).known).toEqual(["a.py", "b.php"]);
  expect(readFileSync(file, "utf8")).not.toContain("c.py");
});

test("an index that is not to be believed is replaced", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n" });
  const path = join(root, "a.py");
  const index = treeIndex({ file, root, believe: true, now: Date.now() + LATER, trusts: () => true });
  index?.learn("a.py", lstatSync(path, { bigint: true }), { hash: "0".repeat(64), nul: false });
  index?.save(() => true);
  expect((await indexed(root, file)).tree.entries.get("a.py")).toMatchObject({ hash: "0".repeat(64) });
  expect((await indexed(root, file, { believe: false })).tree).toEqual(await treeOf(root));
  expect((await indexed(root, file)).tree).toEqual(await treeOf(root));
});

test("a damaged index is none, wherever the damage is", async () => {
  const { root, file } = planted({ "a.py": "a = 1\n", "b.py": "b = 1\n" });
  await indexed(root, file);
  const whole = readFileSync(file);
  const damaged = fc.oneof(
    fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] ?? 0) ^ bits;
      return copy;
    }),
    fc.nat(whole.length - 1).map((end) => whole.subarray(0, end)),
    fc.uint8Array().map((bytes) => Buffer.concat([whole, Buffer.of(32), bytes])),
  );
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      writeFileSync(file, bytes);
      const { tree, known } = await indexed(root, file);
      expect(known).toEqual([]);
      expect(tree.entries).toEqual((await treeOf(root)).entries);
    }),
  );
});

test("there is none on a file system whose stats may be old, and a coarse time says nothing", () => {
  const { root, file } = planted({ "a.py": "" });
  expect(treeIndex({ file, root, believe: true, trusts: () => false })).toBeUndefined();
  expect(treeIndex({ file, root: join(root, "missing"), believe: true, trusts: () => true })).toBeUndefined();
  const stat = lstatSync(join(root, "a.py"), { bigint: true });
  const knows = (change: object) => {
    const index = treeIndex({ file, root, believe: true, now: Date.now() + LATER, trusts: () => true });
    const seen = Object.assign(Object.create(stat), change);
    index?.learn("a.py", seen, { hash: "", nul: false });
    index?.save(() => true);
    return treeIndex({ file, root, believe: true, now: Date.now() + LATER, trusts: () => true })?.known("a.py", seen);
  };
  expect(knows({})).toMatchObject({ hash: "" });
  expect(knows({ ctimeNs: 1_700_000_000_000_000_000n })).toBeUndefined();
  expect(knows({ ctimeNs: 1_700_000_000_010_000_000n })).toBeUndefined();
  expect(knows({ dev: stat.dev + 1n })).toBeUndefined();
});

test("an index that cannot be written is done without", async () => {
  const { root, file } = planted({ "a.py": "", "cache-is-a-file": "" });
  const blocked = join(root, "cache-is-a-file", "tree-index");
  expect((await indexed(root, blocked)).tree).toEqual((await indexed(root, file)).tree);
});

import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { listTree } from "../../../local/files/listTree.ts";
import { ALL, type Interest, readTree } from "../../../local/files/readTree.ts";
import { treeIndex } from "../../../local/files/treeIndex.ts";
import { treeOf } from "../../support/treeOf.ts";
import { plant, scratch } from "./scratch.ts";

const LATER = 3_600_000;

/** Reads the tree with an index: what it holds, and which files the index knew. By default as if its files were an hour old. */
async function indexed(
  root: string,
  file: string,
  { later = LATER, interest = ALL, believe = true }: { later?: number; interest?: Interest; believe?: boolean } = {},
) {
  const index = treeIndex({ file, root, believe, now: Date.now() + later, trusts: () => true });
  if (index === undefined) throw new Error("There is no index.");
  const known: string[] = [];
  const watched: typeof index = {
    ...index,
    known: (path, stat) => {
      const found = index.known(path, stat);
      if (found !== undefined) known.push(path);
      return found;
    },
  };
  const tree = await readTree(await listTree(root, { ignore: [] }), interest, undefined, watched);
  return { tree, known };
}

function planted(files: Readonly<Record<string, string | Buffer>>) {
  const folder = scratch();
  const root = plant(join(folder, "src"), files);
  settle(folder);
  return { root, file: join(folder, "cache", "tree-index") };
}

/** Returns when the clock of the file system has moved on. */
function settle(folder: string): void {
  const probe = join(folder, "probe");
  const ctime = () => {
    writeFileSync(probe, "");
    return lstatSync(probe, { bigint: true }).ctimeNs;
  };
  const first = ctime();
  while (ctime() === first);
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

const name = fc.constantFrom("a.py", "b.py", "pkg/a.py", "pkg/b.txt");
/** Of few sizes, so that most edits keep the size. */
const content = fc.constantFrom("x = 1\n", "x = 2\n", "x\0= 2\n", "", "x = 10\n");
const operation = fc.oneof(
  fc.record({ kind: fc.constantFrom("write", "quiet", "replace", "append"), path: name, content }),
  fc.record({ kind: fc.constantFrom("move", "copy", "swap", "link", "symlink"), path: name, to: name }),
  fc.record({ kind: fc.constantFrom("remove", "chmod", "folder", "read", "unbelieved"), path: name }),
);
type Operation = { kind: string; path: string; to?: string; content?: string };

/** The mtime of whatever is written quietly, in seconds. */
const OLD = 1_700_000_000;

/** What users, editors and git do to files. What cannot be done at that place is not done. */
function perform(root: string, { kind, path, to = "", content = "" }: Operation): void {
  const [place, other, spare] = [join(root, path), join(root, to), join(root, "..", "spare")];
  try {
    const before = lstatSync(place, { throwIfNoEntry: false });
    if (kind === "write") writeFileSync(place, content);
    if (kind === "append") writeFileSync(place, content, { flag: "a" });
    if (kind === "quiet") {
      writeFileSync(place, content);
      utimesSync(place, OLD, OLD);
    }
    if (kind === "replace") {
      writeFileSync(spare, content);
      utimesSync(spare, OLD, OLD);
      renameSync(spare, place);
    }
    if (kind === "move") renameSync(place, other);
    if (kind === "swap") {
      renameSync(place, spare);
      renameSync(other, place);
      renameSync(spare, other);
    }
    if (kind === "copy") copyFileSync(place, other);
    if (kind === "link") linkSync(place, other);
    if (kind === "symlink") symlinkSync(to, place);
    if (kind === "remove") rmSync(place, { recursive: true });
    if (kind === "chmod") chmodSync(place, (before?.mode ?? 0) ^ 0o111);
    if (kind === "folder") mkdirSync(place);
  } catch {
    // Not there, or something else is there.
  }
}

test("whatever happens to the files, the tree read with the index is the one read without", async () => {
  let believed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), async (operations) => {
      const folder = mkdtempSync(join(tmpdir(), "drydock-index-"));
      try {
        const [root, file] = [join(folder, "src"), join(folder, "tree-index")];
        plant(root, { "a.py": "x = 1\n", "b.py": "x = 2\n", "pkg/a.py": "x = 1\n", "pkg/b.txt": "" });
        for (const path of ["a.py", "b.py", "pkg/a.py"]) perform(root, { kind: "quiet", path, content: "x = 1\n" });
        settle(folder);
        await indexed(root, file);
        for (const operation of operations) {
          settle(folder);
          perform(root, operation);
          settle(folder);
          if (operation.kind === "read") continue;
          const plain = await treeOf(root).catch(String);
          const read = await indexed(root, file, { believe: operation.kind !== "unbelieved" }).catch(String);
          expect(typeof read === "string" ? read : read.tree).toEqual(plain);
          if (typeof read !== "string") believed += read.known.length;
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  );
  expect(believed).toBeGreaterThan(100);
});

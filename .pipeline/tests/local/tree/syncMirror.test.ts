import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTree } from "../../../local/tree/readTree.ts";
import { syncMirror } from "../../../local/tree/syncMirror.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

/** A source folder and the place of its mirror, synced once. */
async function mirrored(files: Readonly<Record<string, string | Buffer>>) {
  const folder = scratch();
  const root = plant(join(folder, "src"), files);
  const mirror = join(folder, "cache", "mirror");
  const sync = async () => syncMirror(await readTree(root, []), root, mirror);
  expect(await sync()).toEqual({ changed: null });
  return { folder, root, mirror, sync };
}

/** As if the last sync had been long ago: what it wrote is settled, so that the index is believed. */
async function settle(mirror: string, sync: () => Promise<unknown>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + 10_000;
  try {
    await sync();
  } finally {
    Date.now = now;
  }
  expect(JSON.parse(readFileSync(`${mirror}.json`, "utf8")).records.length).toBeGreaterThan(0);
}

test("content, modes, mtimes, links and odd names are those of the tree", async () => {
  const { root, mirror, sync } = await mirrored({
    "a.py": "a\r\n",
    "pkg/b c.py": Buffer.from([0, 255]),
    "new\nline": "",
  });
  chmodSync(join(root, "a.py"), 0o755);
  chmodSync(join(root, "pkg/b c.py"), 0o444);
  utimesSync(join(root, "a.py"), 1, 1_600_000_000.123);
  symlinkSync("pkg", join(root, "link"));
  const odd = Buffer.concat([Buffer.from("/odd"), Buffer.of(0xff)]);
  writeFileSync(Buffer.concat([Buffer.from(root), odd]), "odd");
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "latin1")).toBe("a\r\n");
  expect(lstatSync(join(mirror, "a.py")).mode & 0o7777).toBe(0o755);
  expect(lstatSync(join(mirror, "a.py")).mtimeMs).toBeCloseTo(1_600_000_000_123, 1);
  expect(lstatSync(join(mirror, "pkg/b c.py")).mode & 0o7777).toBe(0o644);
  expect(readFileSync(Buffer.concat([Buffer.from(mirror), odd]), "utf8")).toBe("odd");
  expect((await readTree(mirror, [])).entries.get("link")).toEqual({ kind: "link", target: "pkg" });
});

test("only what changed is written", async () => {
  const { root, mirror, sync } = await mirrored({ "same.py": "1", "edited.py": "1", "moved/x.py": "1" });
  const before = lstatSync(join(mirror, "same.py"));
  writeFileSync(join(root, "edited.py"), "2");
  renameSync(join(root, "moved"), join(root, "elsewhere"));
  await sync();
  const after = lstatSync(join(mirror, "same.py"));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  expect(readFileSync(join(mirror, "edited.py"), "utf8")).toBe("2");
  expect(readdirSync(mirror).sort()).toEqual(["edited.py", "elsewhere", "same.py"]);
});

test("a mirror that is right is not read again", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "1" });
  await settle(mirror, sync);
  const before = lstatSync(join(mirror, "a.py"), { bigint: true });
  await sync();
  const after = lstatSync(join(mirror, "a.py"), { bigint: true });
  // The index alone vouched for it: judged by content, its times would have been set again.
  expect(after.ctimeNs).toBe(before.ctimeNs);
});

test("content that was changed in the mirror is restored, though size and mtime are the same", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "x = 1\n" });
  utimesSync(join(root, "a.py"), 1_600_000_000, 1_600_000_000);
  await settle(mirror, sync);
  writeFileSync(join(mirror, "a.py"), "x = 2\n");
  utimesSync(join(mirror, "a.py"), 1_600_000_000, 1_600_000_000);
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("x = 1\n");
});

test("content that the user changed is followed, though size and mtime are the same", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "x = 1\n" });
  utimesSync(join(root, "a.py"), 1_600_000_000, 1_600_000_000);
  await settle(mirror, sync);
  writeFileSync(join(root, "a.py"), "x = 2\n");
  utimesSync(join(root, "a.py"), 1_600_000_000, 1_600_000_000);
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("x = 2\n");
});

test("what was just written is judged by content, because a clock's tick may hide a change", async () => {
  const { mirror } = await mirrored({ "a.py": "x = 1\n" });
  expect(JSON.parse(readFileSync(`${mirror}.json`, "utf8")).records).toEqual([]);
});

test("an mtime or mode that only the user's file changed is followed", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "x = 1\n" });
  await settle(mirror, sync);
  utimesSync(join(root, "a.py"), 5, 5);
  await sync();
  expect(lstatSync(join(mirror, "a.py")).mtimeMs).toBe(5000);
  await settle(mirror, sync);
  chmodSync(join(root, "a.py"), 0o700);
  await sync();
  expect(lstatSync(join(mirror, "a.py")).mode & 0o777).toBe(0o700);
});

test("what tools leave behind, in any kind and under any lock, goes away", async () => {
  const { mirror, sync } = await mirrored({
    "a.py": "a",
    "b.py": "b",
    "pkg/c.py": "c",
    "pkg/d/e.py": "e",
    "f.py": "f",
  });
  plant(mirror, { "__pycache__/a.pyc": "x", "deep/er/file": "x" });
  rmSync(join(mirror, "a.py"));
  plant(mirror, { "a.py/now/a": "folder" });
  rmSync(join(mirror, "pkg/d"), { recursive: true });
  writeFileSync(join(mirror, "pkg/d"), "a file where a folder was");
  rmSync(join(mirror, "b.py"));
  symlinkSync("f.py", join(mirror, "b.py"));
  chmodSync(join(mirror, "deep/er"), 0o500);
  chmodSync(join(mirror, "f.py"), 0);
  chmodSync(join(mirror, "pkg"), 0o500);
  await sync();
  expect([...(await readTree(mirror, [])).entries.keys()]).toEqual(["a.py", "b.py", "f.py", "pkg/c.py", "pkg/d/e.py"]);
  expect(readFileSync(join(mirror, "b.py"), "utf8")).toBe("b");
  expect(existsSync(join(mirror, "deep"))).toBe(false);
});

test("locks that bind us are opened", async () => {
  const folder = scratch();
  const entries = await unprivileged(async () => {
    const root = plant(join(folder, "src"), { "pkg/c.py": "c", "f.py": "f" });
    const mirror = join(folder, "mirror");
    const sync = async () => syncMirror(await readTree(root, []), root, mirror);
    await sync();
    plant(mirror, { "left/over": "x" });
    chmodSync(join(mirror, "left"), 0);
    chmodSync(join(mirror, "f.py"), 0);
    chmodSync(join(mirror, "pkg"), 0);
    await sync();
    return (await readTree(mirror, [])).entries;
  });
  expect([...entries.keys()]).toEqual(["f.py", "pkg/c.py"]);
});

test("nothing is written or removed through links that lead out of the mirror", async () => {
  const { folder, root, mirror, sync } = await mirrored({ "pkg/a.py": "a", "b.py": "b", "c.py": "c" });
  const outside = plant(join(folder, "outside"), { "a.py": "mine", "b.py": "mine", "c.py": "c" });
  chmodSync(join(outside, "c.py"), 0o640);
  rmSync(join(mirror, "pkg"), { recursive: true });
  symlinkSync(outside, join(mirror, "pkg"));
  rmSync(join(mirror, "b.py"));
  symlinkSync(join(outside, "b.py"), join(mirror, "b.py"));
  rmSync(join(mirror, "c.py"));
  linkSync(join(outside, "c.py"), join(mirror, "c.py"));
  symlinkSync(outside, join(mirror, "extra"));
  writeFileSync(join(root, "pkg/a.py"), "new");
  await sync();
  for (const name of ["a.py", "b.py"]) expect(readFileSync(join(outside, name), "utf8")).toBe("mine");
  const { nlink, mode } = lstatSync(join(outside, "c.py"));
  expect([nlink, mode & 0o777]).toEqual([1, 0o640]);
  expect(readFileSync(join(mirror, "pkg/a.py"), "utf8")).toBe("new");
  expect(existsSync(join(mirror, "extra"))).toBe(false);
});

test("a link or file in place of the mirror itself is replaced", async () => {
  const { folder, mirror, sync } = await mirrored({ "a.py": "a" });
  const outside = plant(join(folder, "outside"), { "kept.py": "mine" });
  rmSync(mirror, { recursive: true });
  symlinkSync(outside, mirror);
  await sync();
  expect(readdirSync(outside)).toEqual(["kept.py"]);
  expect(readdirSync(mirror)).toEqual(["a.py"]);
});

test("an index of another version is not believed", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "a" });
  await settle(mirror, sync);
  const [[path, record]] = JSON.parse(readFileSync(`${mirror}.json`, "utf8")).records;
  writeFileSync(join(mirror, "a.py"), "b");
  const { ino, size, mtimeMs, ctimeMs } = lstatSync(join(mirror, "a.py"));
  const lie = { ...record, ino, size, mtimeMs, ctimeMs };
  writeFileSync(`${mirror}.json`, JSON.stringify({ version: 0, records: [[path, lie]] }));
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("a");
});

test.each(["not json", '{"version":1,"records":7}', '{"version":1,"records":[["a.py",{}]]}'])(
  "a damaged index (%s) is not believed",
  async (index) => {
    const { mirror, sync } = await mirrored({ "a.py": "a" });
    writeFileSync(join(mirror, "a.py"), "b");
    writeFileSync(`${mirror}.json`, index);
    await sync();
    expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("a");
  },
);

test("an index from before a kill does not vouch for half-written files", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "first" });
  await settle(mirror, sync);
  const old = readFileSync(`${mirror}.json`);
  writeFileSync(join(root, "a.py"), "secon");
  writeFileSync(join(mirror, "a.py"), "sec");
  writeFileSync(`${mirror}.json`, old);
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("secon");
});

test("a file that is not what was read any more is named, and no wrong content stays", async () => {
  const { root, mirror } = await mirrored({ "a.py": "1", "b.py": "1" });
  writeFileSync(join(root, "b.py"), "2");
  const tree = await readTree(root, []);
  writeFileSync(join(root, "b.py"), "3");
  expect(await syncMirror(tree, root, mirror)).toEqual({ changed: "b.py" });
  expect(existsSync(join(mirror, "b.py"))).toBe(false);
  rmSync(join(root, "b.py"));
  expect(await syncMirror(tree, root, mirror)).toEqual({ changed: "b.py" });
  symlinkSync("a.py", join(root, "b.py"));
  expect(await syncMirror(tree, root, mirror)).toEqual({ changed: "b.py" });
});

test("a file that became unreadable, and a mirror that cannot be written, are errors", async () => {
  const root = plant(scratch(), { "a.py": "1" });
  const tree = await readTree(root, []);
  const closed = scratch();
  chmodSync(closed, 0o555);
  const mirrorError = { kind: "broken", message: expect.stringContaining("permission denied (EACCES)") };
  await expect(unprivileged(() => syncMirror(tree, root, `${closed}/m`))).rejects.toMatchObject(mirrorError);
  chmodSync(join(root, "a.py"), 0);
  const open = scratch();
  const sourceError = { kind: "broken", message: "Cannot read 'a.py': permission denied (EACCES)." };
  await expect(unprivileged(() => syncMirror(tree, root, `${open}/m`))).rejects.toMatchObject(sourceError);
});

test("an empty tree empties the mirror", async () => {
  const { root, mirror, sync } = await mirrored({ "pkg/a.py": "1" });
  rmSync(join(root, "pkg"), { recursive: true });
  mkdirSync(join(root, "empty"));
  await sync();
  expect(readdirSync(mirror)).toEqual([]);
});

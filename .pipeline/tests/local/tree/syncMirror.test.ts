import {
  chmodSync,
  existsSync,
  lstatSync,
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
import { mirrored, settle } from "./mirrored.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

test("content, modes, mtimes, links and odd names are those of the tree", async () => {
  const { root, mirror, sync } = await mirrored({
    "a.py": "a\r\n",
    "pkg/b c.bin": Buffer.from([0, 255]),
    "new\nline": "",
  });
  chmodSync(join(root, "a.py"), 0o755);
  chmodSync(join(root, "pkg/b c.bin"), 0o444);
  utimesSync(join(root, "a.py"), 1, 1_600_000_000.123);
  symlinkSync("pkg", join(root, "link"));
  const odd = Buffer.concat([Buffer.from("/odd"), Buffer.of(0xff)]);
  writeFileSync(Buffer.concat([Buffer.from(root), odd]), "odd");
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "latin1")).toBe("a\r\n");
  expect(lstatSync(join(mirror, "a.py")).mode & 0o7777).toBe(0o755);
  expect(lstatSync(join(mirror, "a.py")).mtimeMs).toBeCloseTo(1_600_000_000_123, 1);
  expect(lstatSync(join(mirror, "pkg/b c.bin")).mode & 0o7777).toBe(0o644);
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

test("a file that the index knows is not read again, and not touched", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "a" });
  await lieInIndex(mirror, sync, 1);
  const before = lstatSync(join(mirror, "a.py")).ctimeMs;
  await sync();
  // Wrong, and the proof that the index was believed.
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("b");
  expect(lstatSync(join(mirror, "a.py")).ctimeMs).toBe(before);
});

test("a file that is found right by content is not touched, so that its times settle", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "a" });
  const before = lstatSync(join(mirror, "a.py")).ctimeMs;
  await sync();
  expect(lstatSync(join(mirror, "a.py")).ctimeMs).toBe(before);
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

test("an index of another version is not believed", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "a" });
  await lieInIndex(mirror, sync, 0);
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "utf8")).toBe("a");
});

/** Writes "b" into a.py of the mirror, and an index that says it is what the tree has. */
async function lieInIndex(mirror: string, sync: () => Promise<unknown>, version: number): Promise<void> {
  await settle(mirror, sync);
  const [[path, record]] = JSON.parse(readFileSync(`${mirror}.json`, "utf8")).records;
  writeFileSync(join(mirror, "a.py"), "b");
  const { ino, size, mtimeMs, ctimeMs } = lstatSync(join(mirror, "a.py"));
  writeFileSync(
    `${mirror}.json`,
    JSON.stringify({ version, records: [[path, { ...record, ino, size, mtimeMs, ctimeMs }]] }),
  );
}

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

import { execFileSync } from "node:child_process";
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
import { syncMirror } from "../../../local/files/mirror.ts";
import { ROOT } from "../../support/cli.ts";
import { treeOf } from "../../support/treeOf.ts";
import { mirrored, settle } from "./mirrored.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

test("content, executable bits, links and odd names are those of the tree", async () => {
  const { root, mirror, sync } = await mirrored({
    "a.py": "a\r\n",
    "pkg/b c.bin": Buffer.from([0, 255]),
    "new\nline": "",
  });
  chmodSync(join(root, "a.py"), 0o755);
  chmodSync(join(root, "pkg/b c.bin"), 0o444);
  symlinkSync("pkg", join(root, "link"));
  const odd = Buffer.concat([Buffer.from("/odd"), Buffer.of(0xff)]);
  writeFileSync(Buffer.concat([Buffer.from(root), odd]), "odd");
  await sync();
  expect(readFileSync(join(mirror, "a.py"), "latin1")).toBe("a\r\n");
  expect(lstatSync(join(mirror, "a.py")).mode & 0o7777).toBe(0o755);
  expect(lstatSync(join(mirror, "pkg/b c.bin")).mode & 0o7777).toBe(0o644);
  expect(readFileSync(Buffer.concat([Buffer.from(mirror), odd]), "utf8")).toBe("odd");
  expect((await treeOf(mirror)).entries.get("link")).toEqual({ kind: "link", target: "pkg" });
});

test("drydock_links.py gives the source in a container the same times, and leaves its modes and links", async () => {
  const contents = Array.from({ length: 40 }, (_, number) => [`pkg/${number}.py`, "x".repeat(number)] as const);
  const { root, mirror } = await mirrored({ ...Object.fromEntries(contents), "big.bin": Buffer.alloc(3_000_000, 7) });
  chmodSync(join(root, "big.bin"), 0o640);
  symlinkSync("pkg/1.py", join(root, "link"));
  const before = lstatSync(join(root, "link")).mtimeMs;
  execFileSync("python3", ["-I", join(ROOT, ".pipeline/python/drydock_links.py"), root]);
  for (const path of ["big.bin", ...contents.map(([name]) => name)]) {
    const times = [root, mirror].map((folder) => lstatSync(join(folder, path), { bigint: true }).mtimeNs);
    expect(times[0]).toBe(times[1]);
  }
  expect(lstatSync(join(root, "big.bin")).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(root, "link")).mtimeMs).toBe(before);
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
  await lieInIndex(mirror, sync, 2);
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

test("a file that became executable is followed, though its content is the same", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "x = 1\n" });
  await settle(mirror, sync);
  chmodSync(join(root, "a.py"), 0o700);
  await sync();
  expect(lstatSync(join(mirror, "a.py")).mode & 0o7777).toBe(0o755);
});

test("modes and times are the same whatever the user's are, and whatever a tool made of them", async () => {
  const { root, mirror, sync } = await mirrored({ "a.py": "x = 1\n", "pkg/b.py": "y" });
  const look = () =>
    ["a.py", "pkg", "pkg/b.py"].map((path) => {
      const { mode, mtimeMs } = lstatSync(join(mirror, path));
      return [mode & 0o7777, path === "pkg" ? 0 : mtimeMs];
    });
  const before = look();
  expect(before.map(([mode]) => mode)).toEqual([0o644, 0o755, 0o644]);
  for (const folder of [root, mirror]) {
    chmodSync(join(folder, "a.py"), 0o600);
    chmodSync(join(folder, "pkg"), 0o777);
    utimesSync(join(folder, "pkg/b.py"), 5, 5);
    await sync();
    expect(look()).toEqual(before);
  }
});

test("contents of the same size have different times, between 1980 and 2038, the same in every copy", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 500 }, (_, number) => [`${number}.py`, `x = ${1000 + number}\n`]),
  );
  const { mirror } = await mirrored(files);
  const times = (folder: string) => Object.keys(files).map((path) => lstatSync(join(folder, path)).mtimeMs);
  const seconds = times(mirror).map((time) => Math.floor(time / 1000));
  expect(new Set(seconds).size).toBe(500);
  expect(Math.min(...seconds)).toBeGreaterThan(Date.UTC(1980, 0, 2) / 1000);
  expect(Math.max(...seconds)).toBeLessThan(2 ** 31);
  expect(times((await mirrored(files)).mirror)).toEqual(times(mirror));
});

test("an index of another version is not believed", async () => {
  const { mirror, sync } = await mirrored({ "a.py": "a" });
  await lieInIndex(mirror, sync, 1);
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

test.each(["not json", '{"version":2,"records":7}', '{"version":2,"records":[["a.py",{}]]}'])(
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
  const tree = await treeOf(root);
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
  const tree = await treeOf(root);
  const closed = scratch();
  chmodSync(closed, 0o555);
  const mirrorError = { kind: "broken", message: expect.stringContaining("permission denied (EACCES)") };
  await expect(unprivileged(() => syncMirror(tree, root, `${closed}/m`))).rejects.toMatchObject(mirrorError);
  chmodSync(join(root, "a.py"), 0);
  const open = scratch();
  const sourceError = { kind: "broken", message: "Cannot read 'a.py': permission denied (EACCES)." };
  await expect(unprivileged(() => syncMirror(tree, root, `${open}/m`))).rejects.toMatchObject(sourceError);
});

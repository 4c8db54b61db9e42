import {
  chmodSync,
  chownSync,
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changedFiles } from "../../../local/files/writeBack.ts";
import { digestOf, treeOf } from "../../support/treeOf.ts";
import { atLastLook, fixed, going, project, text, writeBack } from "./fixedProject.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

test("fixed files get the new bytes and keep their mode, and nothing else is there or changed", async () => {
  const { root, before } = await project({ "a.py": "a", "pkg/b.py": "b", "c.py": "c" });
  chmodSync(join(root, "a.py"), 0o750);
  const result = await writeBack(root, before, fixed("pkg/b.py", "a.py"), going);
  expect(result).toEqual({ written: ["a.py", "pkg/b.py"], conflicts: [] });
  expect(text(root, "a.py")).toBe("fixed\r\n");
  expect(lstatSync(join(root, "a.py")).mode & 0o7777).toBe(0o750);
  expect(text(root, "c.py")).toBe("c");
  expect([...readdirSync(root), ...readdirSync(join(root, "pkg"))].sort()).toEqual(["a.py", "b.py", "c.py", "pkg"]);
});

test("odd names are written", async () => {
  const root = scratch();
  const names = ["a b", `'"`, "n\nl", "-rf", "<b>", "\u00e9"];
  plant(root, Object.fromEntries(names.map((name) => [name, "x"])));
  const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff)]);
  writeFileSync(odd, "x");
  const result = await writeBack(root, await treeOf(root), fixed(...names, "\udcff"), going);
  expect(result.written).toHaveLength(7);
  expect(readFileSync(odd, "latin1")).toBe("fixed\r\n");
});

test("a file that was edited, removed or replaced since is a conflict and left alone", async () => {
  const { root, before } = await project({ "edited.py": "1", "gone.py": "1", "dir.py": "1", "fine.py": "1" });
  writeFileSync(join(root, "edited.py"), "mine");
  rmSync(join(root, "gone.py"));
  rmSync(join(root, "dir.py"));
  mkdirSync(join(root, "dir.py"));
  const changed = fixed("edited.py", "gone.py", "dir.py", "fine.py", "never-seen.py");
  const result = await writeBack(root, before, changed, going);
  expect(result).toEqual({ written: ["fine.py"], conflicts: ["dir.py", "edited.py", "gone.py", "never-seen.py"] });
  expect(text(root, "edited.py")).toBe("mine");
  expect(readdirSync(root).sort()).toEqual(["dir.py", "edited.py", "fine.py"]);
});

test("an abort while it prepares leaves the tree as it was, without a file more", async () => {
  const { root, before } = await project(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.py`, "x"])));
  const stop = new AbortController();
  const writing = writeBack(root, before, fixed(...before.entries.keys()), stop.signal);
  const reason = new Error("Ctrl-C");
  stop.abort(reason);
  await expect(writing).rejects.toBe(reason);
  expect(digestOf(await treeOf(root))).toBe(digestOf(before));
  await expect(writeBack(root, before, fixed("1.py"), AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("a link is written through, and stays a link", async () => {
  const { root } = await project({ "real.py": "1" });
  symlinkSync("real.py", join(root, "link.py"));
  const before = await treeOf(root);
  expect(await writeBack(root, before, fixed("link.py"), going)).toEqual({ written: ["link.py"], conflicts: [] });
  expect(lstatSync(join(root, "link.py")).isSymbolicLink()).toBe(true);
  expect(text(root, "real.py")).toBe("fixed\r\n");
});

test("nothing is written through a link that leads out by now", async () => {
  const { root, before } = await project({ "pkg/a.py": "1", "b.py": "1" });
  const outside = plant(scratch(), { "a.py": "1", "b.py": "1" });
  rmSync(join(root, "pkg"), { recursive: true });
  symlinkSync(outside, join(root, "pkg"));
  rmSync(join(root, "b.py"));
  symlinkSync(join(outside, "b.py"), join(root, "b.py"));
  const result = await writeBack(root, before, fixed("pkg/a.py", "b.py"), going);
  expect(result).toEqual({ written: [], conflicts: ["b.py", "pkg/a.py"] });
  expect([text(outside, "a.py"), text(outside, "b.py")]).toEqual(["1", "1"]);
});

test("other names of a file (hard links) get the fix too", async () => {
  const { root } = await project({ "a.py": "a longer text than the fix" });
  const other = join(scratch(), "other.py");
  linkSync(join(root, "a.py"), other);
  linkSync(join(root, "a.py"), join(root, "b.py"));
  const result = await writeBack(root, await treeOf(root), fixed("a.py", "b.py"), going);
  expect(result).toEqual({ written: ["a.py", "b.py"], conflicts: [] });
  expect(readFileSync(other, "latin1")).toBe("fixed\r\n");
  expect(lstatSync(other).nlink).toBe(3);
  expect(readdirSync(root).sort()).toEqual(["a.py", "b.py"]);
});

test.runIf(process.getuid?.() === 0)("root does not take the user's files over", async () => {
  const { root, before } = await project({ "a.py": "1" });
  chownSync(join(root, "a.py"), 1234, 4321);
  await writeBack(root, before, fixed("a.py"), going);
  expect(statSync(join(root, "a.py"))).toMatchObject({ uid: 1234, gid: 4321 });
});

test.runIf(process.getuid?.() === 0)("a file that is written in place keeps its whole mode", async () => {
  const { root, before } = await project({ "a.py": "1" });
  linkSync(join(root, "a.py"), join(root, "b.py"));
  chownSync(join(root, "a.py"), 65534, 65534);
  chmodSync(join(root, "a.py"), 0o4755);
  await unprivileged(() => writeBack(root, before, fixed("a.py"), going));
  expect([text(root, "b.py"), statSync(join(root, "a.py")).mode & 0o7777]).toEqual(["fixed\r\n", 0o4755]);
});

test.runIf(process.getuid?.() === 0)("a file of another owner that we may write stays theirs", async () => {
  const { root, before } = await project({ "a.py": "1" });
  chmodSync(join(root, "a.py"), 0o666);
  chownSync(join(root, "a.py"), 1234, 4321);
  await unprivileged(() => writeBack(root, before, fixed("a.py"), going));
  expect(text(root, "a.py")).toBe("fixed\r\n");
  expect(statSync(join(root, "a.py"))).toMatchObject({ uid: 1234, gid: 4321 });
});

test("a file that may be written in a folder that may not is written in place", async () => {
  const { root } = await project({ "closed/b.py": "1" });
  chmodSync(root, 0o777);
  chmodSync(join(root, "closed/b.py"), 0o666);
  chmodSync(join(root, "closed"), 0o555);
  const before = await treeOf(root);
  const result = await unprivileged(() => writeBack(root, before, fixed("closed/b.py"), going));
  expect([result.written, text(root, "closed/b.py")]).toEqual([["closed/b.py"], "fixed\r\n"]);
});

test("an edit at the last moment is a conflict too", async () => {
  const { root, before } = await project({ "a.py": "1", "b.py": "1" });
  const signal = atLastLook(() => writeFileSync(join(root, "b.py"), "mine"));
  const result = await writeBack(root, before, fixed("a.py", "b.py"), signal);
  expect(result).toEqual({ written: ["a.py"], conflicts: ["b.py"] });
  expect([text(root, "b.py"), readdirSync(root).length]).toEqual(["mine", 2]);
});

async function copied() {
  const root = plant(scratch(), { "a.py": "x=1\n", "b.py": "x = 2\r\n", "c.py": "3" });
  const folder = scratch();
  cpSync(root, folder, { recursive: true });
  return { before: await treeOf(root), folder };
}

test("files whose content differs are given with their new bytes, CRLF as it is", async () => {
  const { before, folder } = await copied();
  const bytes = Buffer.from([0x78, 0x0d, 0x0a, 0xff]);
  writeFileSync(join(folder, "b.py"), bytes);
  utimesSync(join(folder, "c.py"), 1, 1);
  plant(folder, { ".ruff_cache/x": "", "new.py": "" });
  expect([...(await changedFiles(before, folder))]).toEqual([["b.py", bytes]]);
});

test("a file that the fix removed or replaced by something else is an error", async () => {
  const { before, folder } = await copied();
  rmSync(join(folder, "b.py"));
  const gone = { kind: "broken", message: "The fix left 'b.py' unreadable: no such file or folder (ENOENT)." };
  await expect(changedFiles(before, folder)).rejects.toMatchObject(gone);
  mkdirSync(join(folder, "b.py"));
  const replaced = { message: "The fix left 'b.py' unreadable: it is no longer a regular file." };
  await expect(changedFiles(before, folder)).rejects.toMatchObject(replaced);
  rmdirSync(join(folder, "b.py"));
  symlinkSync(join(plant(scratch(), { "private.txt": "secret" }), "private.txt"), join(folder, "b.py"));
  await expect(changedFiles(before, folder)).rejects.toMatchObject({ message: expect.stringContaining("ELOOP") });
});

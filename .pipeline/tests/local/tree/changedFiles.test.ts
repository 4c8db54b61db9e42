import { cpSync, mkdirSync, rmdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changedFiles } from "../../../local/tree/changedFiles.ts";
import { readTree } from "../../../local/tree/readTree.ts";
import { plant, scratch } from "./scratch.ts";

async function copied() {
  const root = plant(scratch(), { "a.py": "x=1\n", "b.py": "x = 2\r\n", "c.py": "3" });
  const folder = scratch();
  cpSync(root, folder, { recursive: true });
  return { before: await readTree(root, []), folder };
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
  const replaced = { message: "The fix left 'b.py' unreadable: it is no regular file any more." };
  await expect(changedFiles(before, folder)).rejects.toMatchObject(replaced);
  rmdirSync(join(folder, "b.py"));
  symlinkSync(join(plant(scratch(), { "private.txt": "secret" }), "private.txt"), join(folder, "b.py"));
  await expect(changedFiles(before, folder)).rejects.toMatchObject({ message: expect.stringContaining("ELOOP") });
});

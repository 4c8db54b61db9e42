import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncMirror } from "../../../local/files/mirror.ts";
import { treeOf } from "../../support/treeOf.ts";
import { mirrored } from "./mirrored.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

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
  expect([...(await treeOf(mirror)).entries.keys()]).toEqual(["a.py", "b.py", "f.py", "pkg/c.py", "pkg/d/e.py"]);
  expect(readFileSync(join(mirror, "b.py"), "utf8")).toBe("b");
  expect(existsSync(join(mirror, "deep"))).toBe(false);
});

test("locks that bind us are opened", async () => {
  const folder = scratch();
  const entries = await unprivileged(async () => {
    const root = plant(join(folder, "src"), { "pkg/c.py": "c", "f.py": "f" });
    const mirror = join(folder, "mirror");
    const sync = async () => syncMirror(await treeOf(root), root, mirror);
    await sync();
    plant(mirror, { "left/over": "x" });
    chmodSync(join(mirror, "left"), 0);
    chmodSync(join(mirror, "f.py"), 0);
    chmodSync(join(mirror, "pkg"), 0);
    await sync();
    return (await treeOf(mirror)).entries;
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

test("a tree without files empties the mirror but for its folders", async () => {
  const { root, mirror, sync } = await mirrored({ "pkg/a.py": "1" });
  rmSync(join(root, "pkg"), { recursive: true });
  mkdirSync(join(root, "empty"));
  await sync();
  expect(readdirSync(mirror)).toEqual(["empty"]);
  expect(readdirSync(join(mirror, "empty"))).toEqual([]);
});

import { chmodSync, linkSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Write } from "../../../local/files/overwrite.ts";
import { writeBack as writeBackOf } from "../../../local/files/writeBack.ts";
import { digestOf, treeOf } from "../../support/treeOf.ts";
import { atLastLook, fixed, going, project, text, writeBack } from "./fixedProject.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

test("a read-only file is an error that names it, and nothing is written", async () => {
  const { root } = await project({ "a.py": "1", "c.py": "1" });
  chmodSync(root, 0o777);
  chmodSync(join(root, "a.py"), 0o666);
  chmodSync(join(root, "c.py"), 0o444);
  const before = await treeOf(root);
  const attempt = () => unprivileged(() => writeBack(root, before, fixed("a.py", "c.py"), going));
  const message = "Cannot write 'c.py': permission denied (EACCES).";
  await expect(attempt()).rejects.toMatchObject({
    kind: "broken",
    message,
    hint: expect.stringMatching(/^Nothing was written\./),
  });
  expect(digestOf(await treeOf(root))).toBe(digestOf(before));
  expect(readdirSync(root).sort()).toEqual(["a.py", "c.py"]);
});

test("a disk that is full between the preparing and the first file is an error, and nothing is written", async () => {
  const { root, before } = await project({ "a.py": "1", "b.py": "1" });
  linkSync(join(root, "b.py"), join(scratch(), "other.py"));
  const noSpace = () => {
    throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
  };
  const job = { root, repository: root, before, changed: fixed("a.py", "b.py"), signal: going };
  const hint = expect.stringMatching(/^Nothing was written\./);
  const carry = async (pairs: readonly unknown[]) => pairs.map(() => true);
  const reason = "no space left on the disk (ENOSPC).";
  await expect(writeBackOf({ ...job, carry: noSpace })).rejects.toMatchObject({
    message: `Cannot prepare the fix of '${root}': ${reason}`,
    hint,
  });
  let refused = false;
  const write: Write = (...words) => {
    if (!refused) {
      refused = true;
      noSpace();
    }
    return writeSync(...words);
  };
  await expect(writeBackOf({ ...job, carry, write })).rejects.toMatchObject({
    message: `Cannot write 'b.py': ${reason}`,
    hint,
  });
  expect(digestOf(await treeOf(root))).toBe(digestOf(before));
});

test("where the content from before can't be put back, the error says where it is, and it is there", async () => {
  const { root, before } = await project({ "a.py": "mine, and longer" });
  linkSync(join(root, "a.py"), join(scratch(), "other.py"));
  const write: Write = (file, bytes, from, _, at) => {
    if (at > 0) throw Object.assign(new Error("EIO"), { code: "EIO" });
    return writeSync(file, bytes, from, bytes.length === 7 ? 4 : 2, at);
  };
  const carry = async () => [];
  const changed = fixed("a.py");
  const error = await writeBackOf({ root, repository: root, before, changed, signal: going, carry, write }).catch(
    (thrown: { hint: string }) => thrown,
  );
  const hint = "hint" in error ? error.hint : "";
  expect(hint).toMatch(/^'a\.py' may be partly written: its original content is in '.*'\. No other file was written\./);
  expect(text(/is in '(.*)'\. No/.exec(hint)?.[1] ?? "")).toBe("mine, and longer");
});

test("a folder where nothing can be prepared is an error, and nothing is written", async () => {
  const { root } = await project({ "a.py": "1" });
  chmodSync(root, 0o555);
  const before = await treeOf(root);
  await expect(unprivileged(() => writeBack(root, before, fixed("a.py"), going))).rejects.toMatchObject({
    kind: "broken",
    message: `Cannot prepare the fix of '${root}': permission denied (EACCES).`,
    hint: expect.stringMatching(/^Nothing was written\./),
  });
});

test("an error between two files names what is written already", async () => {
  const folder = scratch();
  const root = join(folder, "src");
  const write = async () => {
    plant(root, { "a.py": "1", "pkg/b.py": "1" });
    const signal = atLastLook(() => chmodSync(join(root, "pkg"), 0));
    return writeBack(root, await treeOf(root), fixed("a.py", "pkg/b.py"), signal);
  };
  await expect(unprivileged(write)).rejects.toMatchObject({
    message: "Cannot write 'pkg/b.py': permission denied (EACCES).",
    hint: expect.stringMatching(/^Already written: 'a\.py'\. /),
  });
  chmodSync(join(root, "pkg"), 0o755);
});

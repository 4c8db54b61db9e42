import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { carryAttributes } from "../../../local/python/carryAttributes.ts";
import { readTree } from "../../../local/tree/readTree.ts";
import { writeBack } from "../../../local/tree/writeBack.ts";
import { PIPELINE } from "../../support/sourceFiles.ts";
import { plant, scratch, unprivileged } from "../tree/scratch.ts";

const { signal } = new AbortController();
const python = process.env.PYTHON ?? "python3";
const carryBy = (file: string) =>
  carryAttributes(file, join(PIPELINE, "python/drydock_attributes.py"), { PATH: process.env.PATH }, signal);

/** As Linux keeps an access list: version; then the owner rw, user 1234 rw, the group r, the mask rw, others nothing. */
const LIST = ["02000000", "01000600ffffffff", "02000600d2040000", "04000400ffffffff", "10000600ffffffff"];
const ACL = [...LIST, "20000000ffffffff"].join("");
const ACCESS = "system.posix_acl_access";

const ask = (code: string, ...words: readonly string[]) =>
  execFileSync(python, ["-X", "utf8", "-c", `import os, sys\n_, path, *words = sys.argv\n${code}`, ...words], {
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
const attributesOf = (path: string) =>
  ask("print([(n, os.getxattr(path, n).hex()) for n in os.listxattr(path)])", path);
const give = (path: string, name: string, hex: string) =>
  ask("os.setxattr(path, words[0], bytes.fromhex(words[1]))", path, name, hex);

/** Some disks know no access lists, and macOS has others. */
function knows(root: string, name: string, value: string): boolean {
  writeFileSync(join(root, "probe"), "");
  try {
    give(join(root, "probe"), name, value);
    return true;
  } catch {
    return false;
  }
}

async function fix(root: string, file = python) {
  const before = await readTree(root, ["probe"]);
  const changed = new Map([...before.entries.keys()].map((path) => [path, Buffer.from("fixed")]));
  return writeBack({ root, repository: root, before, changed, signal, carry: carryBy(file) });
}

test("an access list and attributes go over to the new file, and the mask is not taken for the group's rights", async ({
  skip,
}) => {
  const root = plant(scratch(), { "a.py": "1", "plain.py": "1", "\u00e9 '\n.py": "1" });
  skip(!knows(root, ACCESS, ACL), "no access lists here");
  const paths = ["a.py", "\u00e9 '\n.py"].map((name) => join(root, name));
  for (const path of paths) {
    give(path, "user.note", "00ff");
    give(path, ACCESS, ACL);
  }
  const before = paths.map((path) => ({ list: attributesOf(path), stat: statSync(path) }));
  expect(await fix(root)).toMatchObject({ conflicts: [] });
  paths.forEach((path, index) => {
    expect(readFileSync(path, "utf8")).toBe("fixed");
    expect(attributesOf(path)).toBe(before[index]?.list);
    expect(statSync(path).mode).toBe(before[index]?.stat.mode);
    // Renamed: a kill can't leave a part of it.
    expect(statSync(path).ino).not.toBe(before[index]?.stat.ino);
  });
  expect(attributesOf(join(root, "plain.py"))).toBe("[]");
});

test("a file without an access list has none after it, whatever its folder gives to new files", async ({ skip }) => {
  const root = plant(scratch(), { "a.py": "1" });
  skip(!knows(root, ACCESS, ACL), "no access lists here");
  chmodSync(join(root, "a.py"), 0o640);
  give(root, "system.posix_acl_default", ACL);
  const { ino } = statSync(join(root, "a.py"));
  await fix(root);
  expect([attributesOf(join(root, "a.py")), statSync(join(root, "a.py")).mode & 0o7777]).toEqual(["[]", 0o640]);
  expect(statSync(join(root, "a.py")).ino).not.toBe(ino);
});

test("what can't be carried stays because the file does: it is written in place", async ({ skip }) => {
  const root = plant(scratch(), { "a.py": "1" });
  const path = join(root, "a.py");
  skip(!knows(root, ACCESS, ACL), "no access lists here");
  give(path, ACCESS, ACL);
  const before = [attributesOf(path), statSync(path).mode, statSync(path).ino];
  for (const broken of ["/nowhere/python", "false"]) {
    await fix(root, broken);
    expect([attributesOf(path), statSync(path).mode, statSync(path).ino]).toEqual(before);
    expect(readFileSync(path, "utf8")).toBe("fixed");
    writeFileSync(path, "1");
  }
});

test.runIf(process.getuid?.() === 0)("a user who is not root keeps what only root may set", async ({ skip }) => {
  const root = plant(scratch(), { "a.py": "1" });
  const path = join(root, "a.py");
  skip(!knows(root, "security.note", "00"), "no such attributes here");
  chownSync(path, 65534, 65534);
  give(path, "security.note", "00");
  const before = attributesOf(path);
  await unprivileged(() => fix(root));
  expect([readFileSync(path, "utf8"), attributesOf(path)]).toEqual(["fixed", before]);
});

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeBack } from "../../../local/files/writeBack.ts";
import { carryAttributes, hostProgram } from "../../../local/python/hostPrograms.ts";
import type { ImageTool } from "../../../src/checks/rows.ts";
import { PIPELINE } from "../../support/sourceFiles.ts";
import { testFolder } from "../../support/testFolder.ts";
import { treeOf } from "../../support/treeOf.ts";
import { plant, scratch, unprivileged } from "../files/scratch.ts";

const TOOL: ImageTool = {
  kind: "image",
  image: "php:1.2.3",
  program: "php",
  ask: ["-r", "who are you"],
  version: "8.4",
  oldest: "8.0",
  install: "Install PHP",
};

/** Looks for php in these folders; each holds a shell script of that name. */
async function find(scripts: Readonly<Record<string, string>>, path: (folder: string) => string) {
  const files = Object.entries(scripts).map(([name, script]) => [`${name}/php`, `#!/bin/sh\n${script}\n`]);
  const folder = testFolder(Object.fromEntries(files));
  for (const name of Object.keys(scripts)) chmodSync(join(folder, name, "php"), name === "plain" ? 0o644 : 0o755);
  const found = hostProgram(TOOL, { PATH: path(folder), MINE: "mine" }, new AbortController().signal);
  return { folder, found: await found.catch((error: unknown) => error) };
}

const tells = (version: string, itself = "$0") => `printf 'drydock-tool\\t${version}\\t%s\\n' "${itself}"`;

test("the first program of the name on PATH is asked for its version and its own path", async () => {
  const { folder, found } = await find(
    { plain: tells("8.1.1"), one: tells("8.2.36", "/opt/php 8/bin/php8.2"), two: tells("8.3.1") },
    (at) => `${at}/none:${at}/plain:${at}/one:${at}/two`,
  );
  expect(found).toEqual({ version: "8.2.36", path: "/opt/php 8/bin/php8.2" });
  expect(folder).not.toBe("");
});

test("it is called with the user's variables, in a folder without version files, and other output is ignored", async () => {
  const script = 'echo noise; printf "drydock-tool\\t8.%s.0\\t/%s\\n" "$([ "$MINE" = mine ] && echo 7)" "$PWD$2"';
  const { found } = await find({ one: script }, (at) => `${at}/one`);
  expect(found).toEqual({ version: "8.7.0", path: "//who are you" });
});

test.each<[string, Readonly<Record<string, string>>, (folder: string) => string, RegExp]>([
  ["that is nowhere", {}, (at) => at, /^The program php is needed, but it is not on PATH\.$/],
  ["on a PATH of relative folders", { one: tells("8.2.0") }, () => "one:.", /is not on PATH/],
  ["that no one may run", { plain: tells("8.2.0") }, (at) => `${at}/plain`, /is not on PATH/],
  ["that fails", { one: `${tells("8.2.0")}; exit 1` }, (at) => `${at}/one`, /one\/php does not print its version/],
  ["that is another", { one: "echo usage" }, (at) => `${at}/one`, /one\/php does not print its version/],
  [
    "that is too old",
    { one: tells("7.4.33") },
    (at) => `${at}/one`,
    /one\/php is version 7\.4\.33; the oldest that is supported is 8\.0/,
  ],
])("a program %s is broken, with what to do", async (_, scripts, path, message) => {
  const { found } = await find(scripts, path);
  expect(found).toMatchObject({
    kind: "broken",
    message: expect.stringMatching(message),
    hint: 'Install PHP, use the Dagger engine, which includes its own, or remove the check from "checks" in drydock.json.',
  });
});

test("versions are compared by their numbers", async () => {
  expect((await find({ one: tells("10.0.1") }, (at) => `${at}/one`)).found).toMatchObject({ version: "10.0.1" });
});

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
  const before = await treeOf(root, ["probe"]);
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

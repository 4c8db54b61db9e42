import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { listTree } from "../../../local/files/listTree.ts";
import { filePatch, previewOf, shownPatch } from "../../../local/files/patch.ts";
import { readTree } from "../../../local/files/readTree.ts";
import { temporary } from "../../support/cli.ts";

const many = (count: number, word: string) => Array.from({ length: count }, (_, at) => `${word}${at}\n`).join("");

const CASES: readonly (readonly [name: string, before: string, after: string])[] = [
  ["one.py", "a\nb\nc\n", "a\nB\nc\n"],
  ["far.py", many(40, "x").replace("x3\n", "old\n"), many(40, "x").replace("x30\n", "new\n")],
  ["no newline before.py", "a\nb", "a\nb\n"],
  ["no newline after.py", "a\nb\n", "a\nb"],
  ["never a newline.py", "a", "b"],
  ["crlf.py", "a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"],
  ["mixed.py", "a\r\nb\nc\r\n", "a\nb\nc\n"],
  ["cr.py", "a\rb\rc", "a\rB\rc"],
  ["latin1.py", "caf\xe9   = 1\n\xff\n", "caf\xe9 = 1\n\xff\n"],
  ["utf8.py", "\xc3\xa9 \xe2\x80\xa8  x\n", "\xc3\xa9 \xe2\x80\xa8 x\n"],
  ["empty before.py", "", "a\n"],
  ["empty after.py", "a\n", ""],
  ["like a header.py", "-- a\n++ b\n@@ -1,1 +1,1 @@\n", "-- b\n++ b\n"],
  ['a folder/é "quoted" \\ .py', "a\n", "b\n"],
  ["all of it.py", many(4000, "old"), `${many(3000, "new")}end`],
];

test("git applies the patch, and has the bytes that the fix made, whatever is in the files", () => {
  const folder = temporary();
  execFileSync("git", ["init", "-q"], { cwd: folder });
  for (const [name, before] of CASES) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), before, "latin1");
  }
  const patches = CASES.map(([name, before, after]) => filePatch(name, bytes(before), bytes(after)));
  execFileSync("git", ["apply", "-"], { cwd: folder, input: Buffer.concat(patches), stdio: ["pipe", "pipe", "pipe"] });
  for (const [name, , after] of CASES)
    expect([name, readFileSync(join(folder, name), "latin1")]).toEqual([name, after]);
});

test("a preview has the files in the order of their paths, and leaves out one that was saved meanwhile", async () => {
  const folder = temporary();
  for (const name of ["a.py", "b.py", "c.py"]) writeFileSync(join(folder, name), "x  = 1\n");
  const tree = await readTree(await listTree(folder, { ignore: [] }));
  writeFileSync(join(folder, "b.py"), "saved = 1\n");
  const fixed = Buffer.from("x = 1\n");
  const seen = previewOf(folder, tree, new Map(["c.py", "b.py", "a.py"].map((name) => [name, fixed])));
  expect(seen).toMatchObject({ changed: ["a.py", "c.py"], conflicts: ["b.py"] });
  expect(seen.patch.toString().match(/^\+\+\+ .*/gm)).toEqual(["+++ b/a.py", "+++ b/c.py"]);
});

test("for the eyes, headers and lines have their colours, and nothing is left that a terminal would interpret", () => {
  const patch = filePatch("a.py", bytes("-- x\n\tsame\x1b[2J\nend"), bytes("++ y\n\tsame\x1b[2J\nend\n"));
  const tag = (name: string) => (text: string) => `<${name}>${text}`;
  const style = { bold: tag("b"), dim: tag("d"), red: tag("r"), yellow: tag("y"), green: tag("g"), cyan: tag("c") };
  expect(shownPatch(patch, style).split("\n")).toEqual([
    "<b>diff --git a/a.py b/a.py",
    "<b>--- a/a.py",
    "<b>+++ b/a.py",
    "<c>@@ -1,3 +1,3 @@",
    "<r>--- x",
    "<g>+++ y",
    " \tsame\\x1b[2J",
    "<r>-end",
    "\\ No newline at end of file",
    "<g>+end",
    "",
  ]);
});

function bytes(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

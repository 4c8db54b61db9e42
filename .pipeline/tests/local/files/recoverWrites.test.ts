import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recoverWrites } from "../../../local/files/recoverWrites.ts";
import { openStaging } from "../../../local/files/staging.ts";
import { IGNORED } from "../../../src/flow/ignore.ts";
import { digestOf, treeOf } from "../../support/treeOf.ts";
import { fixElsewhere } from "./killedFix.ts";
import { plant, scratch } from "./scratch.ts";

const BEFORE = "x = { 'a':1 }\ny = 2\n";
const FIXED = 'x = {"a": 1}\n\ny = 2\n\n';
/** Writes what the file grows by, then a few bytes from the start, and is killed. */
const HALF = `(file, bytes, from, length, at) => {
  const written = writeSync(file, bytes, from, at === 0 ? 9 : length, at);
  if (at === 0) die();
  return written;
}`;
const KILLED = "async () => { die(); return []; }";

/** A repository whose one file has a second name, so that it is written in place. */
function linked(home: "git" | "source") {
  const root = plant(scratch(), { "a.py": BEFORE });
  const other = join(scratch(), "other.py");
  linkSync(join(root, "a.py"), other);
  if (home === "git") mkdirSync(join(root, ".git"));
  return { root, text: () => readFileSync(join(root, "a.py"), "utf8"), other };
}

test.each(["git", "source"] as const)("a file that a killed fix left half written is mended (%s)", (home) => {
  const { root, text, other } = linked(home);
  expect(fixElsewhere(root, FIXED, { write: HALF }).signal).toBe("SIGKILL");
  expect(text()).not.toBe(BEFORE);
  expect(readdirSync(root)).toHaveLength(2);
  expect(recoverWrites(root, root)).toEqual([
    "'a.py' was partly written when a fix was killed. Its original content was restored.",
  ]);
  expect([text(), readFileSync(other, "utf8")]).toEqual([BEFORE, BEFORE]);
  expect([...readdirSync(root), ...(home === "git" ? readdirSync(join(root, ".git")) : [])]).toEqual(
    home === "git" ? [".git", "a.py"] : ["a.py"],
  );
  expect(recoverWrites(root, root)).toEqual([]);
});

test.each([
  ["before the first byte", "() => die()", BEFORE],
  ["after the last one", "(file, bytes) => { writeSync(file, bytes, 0, bytes.length, 0); die(); }", FIXED],
])("a fix that is killed %s leaves a whole file, and nothing is told", (_, write, whole) => {
  const { root, text } = linked("source");
  expect(fixElsewhere(root, FIXED, { write }).signal).toBe("SIGKILL");
  expect(recoverWrites(root, root)).toEqual([]);
  expect([text(), readdirSync(root)]).toEqual([whole, ["a.py"]]);
});

test("a file saved after the kill is not touched, and its original content is kept and named", () => {
  const { root, text } = linked("git");
  fixElsewhere(root, FIXED, { write: HALF });
  writeFileSync(join(root, "a.py"), "mine\n");
  const [notice = ""] = recoverWrites(root, root);
  expect(notice).toMatch(/^A fix was killed while it wrote 'a\.py'\. The file has been changed since/);
  expect(text()).toBe("mine\n");
  const [, original = ""] = /is in '([^']+)'; remove it/.exec(notice) ?? [];
  expect(readFileSync(join(root, original), "utf8")).toBe(BEFORE);
  expect(recoverWrites(root, root)).toEqual([notice]);
  rmSync(join(root, original));
  expect(recoverWrites(root, root)).toEqual([]);
  expect(readdirSync(join(root, ".git"))).toEqual([]);
});

test("a fix that is killed while it prepares leaves nothing that git adds, that is checked, or that stays", async () => {
  const root = plant(scratch(), { "a.py": BEFORE });
  const digest = digestOf(await treeOf(root));
  expect(fixElsewhere(root, FIXED, { carry: KILLED }).signal).toBe("SIGKILL");
  expect(readdirSync(root)).toHaveLength(2);
  expect(digestOf(await treeOf(root, IGNORED))).toBe(digest);
  execFileSync("git", ["init", "-q"], { cwd: root });
  execFileSync("git", ["add", "-A"], { cwd: root });
  expect(execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })).toBe("a.py\n");
  expect(recoverWrites(root, root)).toEqual([]);
  expect(readdirSync(root).sort()).toEqual([".git", "a.py"]);
});

test("in a repository none of it is among the user's files, even right after the kill", () => {
  const root = plant(scratch(), { "src/a.py": BEFORE, ".git/HEAD": "ref" });
  fixElsewhere(join(root, "src"), FIXED, { repository: root, carry: KILLED });
  expect([readdirSync(root).sort(), readdirSync(join(root, "src"))]).toEqual([[".git", "src"], ["a.py"]]);
  expect(readdirSync(join(root, ".git"))).toHaveLength(2);
  recoverWrites(root, join(root, "src"));
  expect(readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
});

test("a second signal, which ends the process at once, leaves nothing", () => {
  const root = plant(scratch(), { "a.py": BEFORE });
  expect(fixElsewhere(root, FIXED, { carry: "() => process.exit(130)" }).status).toBe(130);
  expect([readdirSync(root), readFileSync(join(root, "a.py"), "utf8")]).toEqual([["a.py"], BEFORE]);
});

test("what a fix that is at work has prepared is not touched, nor what has another name; a link is not followed", () => {
  const root = plant(scratch(), { ".drydock-notes.tmp": "mine" });
  const staging = openStaging([root]);
  const own = /-(\w+)-\d+-\w+\.tmp$/.exec(staging.folder)?.[1];
  const elsewhere = plant(scratch(), { "a.py": "mine" });
  symlinkSync(elsewhere, join(root, `.drydock-${own}-999999999-00000000.tmp`));
  const before = readdirSync(root);
  expect(recoverWrites(root, root)).toEqual([]);
  expect([readdirSync(elsewhere), readdirSync(root)]).toEqual([
    ["a.py"],
    before.filter((name) => !name.includes("99999")),
  ]);
  staging.close();
  expect(readdirSync(root)).toEqual([".drydock-notes.tmp"]);
});

test("a planted folder reaches no file outside the repository, not even through a link", () => {
  const root = plant(scratch(), { "a.py": BEFORE });
  const outside = plant(scratch(), { "b.py": "1" });
  symlinkSync(outside, join(root, "pkg"));
  const staging = openStaging([root]);
  const own = /-(\w+)-\d+-\w+\.tmp$/.exec(staging.folder)?.[1];
  plant(staging.folder, { "0.original": "22", "0.fixed": "00", "0.target": JSON.stringify(join(outside, "b.py")) });
  plant(staging.folder, { "1.original": "22", "1.fixed": "00", "1.target": '"../pkg/b.py"' });
  renameSync(staging.folder, join(root, `.drydock-${own}-999999999-00000000.tmp`));
  staging.close();
  writeFileSync(join(outside, "b.py"), "02");
  expect(recoverWrites(root, root)).toHaveLength(2);
  expect(readFileSync(join(outside, "b.py"), "utf8")).toBe("02");
});

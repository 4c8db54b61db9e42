import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Choice, listTree } from "../../../local/files/listTree.ts";
import { commitAll, git } from "../../support/gitRepository.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

/** The files below a folder that is no checkout, where its `.gitignore` files count. */
async function filesOf(root: string, over: Partial<Choice> = {}): Promise<string[]> {
  return [...(await listTree(root, { ignore: ["**/.git"], gitignore: true, ...over })).files].sort();
}

describe("a .gitignore counts as git reads it:", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["a name, at any depth", { ".gitignore": "build\n", "build/a.py": "", "pkg/build/b.py": "", "pkg/rebuild.py": "" }],
    [
      "a path, from its own folder",
      { ".gitignore": "/a.py\npkg/b.py\n", "a.py": "", "pkg/a.py": "", "pkg/b.py": "", "x/pkg/b.py": "" },
    ],
    ["a folder alone", { ".gitignore": "out/\n", "out/a.py": "", "pkg/out": "a file" }],
    [
      "stars",
      {
        ".gitignore": "*.log\nlogs/**/x.py\nd/**\n",
        "a.log": "",
        "logs/x.py": "",
        "logs/a/b/x.py": "",
        "d/a/b.py": "",
        "a.py": "",
      },
    ],
    [
      "classes and question marks",
      { ".gitignore": "a[0-9].py\n?b.py\n", "a1.py": "", "ax.py": "", "bb.py": "", "b.py": "" },
    ],
    [
      "comments, spaces and escapes",
      { ".gitignore": "# a.py\n\\#b.py\n\\!c.py\nd.py   \n\r\n", "a.py": "", "#b.py": "", "!c.py": "", "d.py": "" },
    ],
    ["letters as they are written", { ".gitignore": "Build\n*.PY\n", "build/a.py": "", "Build/a.py": "", "A.PY": "" }],
    [
      "what a later pattern takes back",
      { ".gitignore": "*.py\n!keep.py\n", "a.py": "", "keep.py": "", "pkg/keep.py": "" },
    ],
    ["nothing taken back in a folder that is ignored", { ".gitignore": "gen/\n!gen/keep.py\n", "gen/keep.py": "" }],
    [
      "one in a folder, for that folder alone",
      {
        "pkg/.gitignore": "a.py\n/b.py\n",
        "a.py": "",
        "pkg/a.py": "",
        "pkg/b.py": "",
        "pkg/x/a.py": "",
        "pkg/x/b.py": "",
      },
    ],
    [
      "a deeper one before those above",
      { ".gitignore": "*.py\n", "pkg/.gitignore": "!*.py\n", "a.py": "", "pkg/a.py": "", "pkg/x/b.py": "" },
    ],
    [
      "one above where the deeper says nothing",
      { ".gitignore": "a.py\n", "pkg/.gitignore": "b.py\n", "pkg/a.py": "", "pkg/b.py": "", "pkg/c.py": "" },
    ],
    [
      "a folder that a deeper one brings back",
      {
        ".gitignore": "build/\n*.log\n",
        "pkg/.gitignore": "!build/\n",
        "build/a.py": "",
        "pkg/build/a.py": "",
        "pkg/build/x/b.py": "",
        "pkg/build/c.log": "",
      },
    ],
    ["none of a folder that is ignored", { ".gitignore": "gen/\n", "gen/.gitignore": "!a.py\n", "gen/a.py": "" }],
    [
      "a folder with an odd name",
      { "a [b]*c !/.gitignore": "x.py\n/y.py\n", "a [b]*c !/x.py": "", "a [b]*c !/in/y.py": "", "a b/x.py": "" },
    ],
    [
      "names of dots and with odd signs",
      { ".gitignore": "a\n", "...": "", "..a/b.py": "", "new\nline.py": "", "back\\slash.py": "" },
    ],
  ])("%s", async (_, files) => {
    const root = plant(scratch(), files);
    const expected = filesOf(root);
    commitAll(join(root, "none"));
    renameSync(join(root, "none/.git"), join(root, ".git"));
    rmSync(join(root, "none"), { recursive: true });
    const listed = git(root, "ls-files", "-z", "--others", "--exclude-standard").split("\0").filter(Boolean);
    expect(await expected).toEqual(listed.sort());
  });
});

test("a folder that is ignored is not entered", async () => {
  const root = plant(scratch(), { ".gitignore": "locked/\n", "a.py": "", "locked/b.py": "" });
  chmodSync(join(root, "locked"), 0);
  expect(await unprivileged(() => filesOf(root))).toEqual([".gitignore", "a.py"]);
  await expect(unprivileged(() => filesOf(root, { gitignore: false }))).rejects.toMatchObject({ kind: "broken" });
  chmodSync(join(root, "locked"), 0o755);
});

test("without git asked for and .gitignore counting, none counts; and a link of that name never does", async () => {
  const root = plant(scratch(), { ".gitignore": "a.py\n", "a.py": "", "pkg/b.py": "", "pkg/patterns": "*\n" });
  expect(await filesOf(root, { gitignore: false })).toEqual([".gitignore", "a.py", "pkg/b.py", "pkg/patterns"]);
  symlinkSync("patterns", join(root, "pkg/.gitignore"));
  expect(await filesOf(root)).toEqual([".gitignore", "pkg/b.py", "pkg/patterns"]);
});

test("a .gitignore that can't be read is an error that names it", async () => {
  const root = plant(scratch(), { "pkg/.gitignore": "" });
  chmodSync(join(root, "pkg/.gitignore"), 0);
  const error = { kind: "broken", message: "Cannot read 'pkg/.gitignore': permission denied (EACCES)." };
  await expect(unprivileged(() => filesOf(root))).rejects.toMatchObject(error);
});

test("the patterns of the user count beside a .gitignore, and bring back nothing that it names", async () => {
  const root = plant(scratch(), { ".gitignore": "gen/\n", "gen/a.py": "", "out/a.py": "", "a.py": "" });
  expect(await filesOf(root, { ignore: ["out", "!gen/a.py"] })).toEqual([".gitignore", "a.py"]);
});

test("of what git lists that is taken which is there and no pattern names, with the folders above it", async () => {
  const root = plant(scratch(), {
    "pkg/a.py": "",
    "pkg/gen/b.py": "",
    "gen/keep.py": "",
    "gen/c.py": "",
    "unlisted/x.py": "",
  });
  symlinkSync("pkg", join(root, "link"));
  mkdirSync(join(root, "folder.py"));
  const names = [
    "pkg/a.py",
    "pkg/gen/b.py",
    "gen/keep.py",
    "gen/c.py",
    "link",
    "removed.py",
    "gone/removed.py",
    "folder.py",
  ];
  const { files, links, folders } = await listTree(root, { ignore: ["**/gen", "!gen/keep.py"], git: names });
  expect([...files].sort()).toEqual(["gen/keep.py", "pkg/a.py"]);
  expect([...links]).toEqual([["link", "pkg"]]);
  expect([...folders].sort()).toEqual(["", "gen", "pkg"]);
});

test("a listed file whose folder has become a link or a file is not there, wherever the link leads", async () => {
  const root = plant(scratch(), { "a/x.py": "", "b/sub/y.py": "", "c/z.py": "", "kept.py": "" });
  const outside = plant(scratch(), { "x.py": "secret", "sub/y.py": "secret" });
  const names = ["a/x.py", "b/sub/y.py", "c/z.py", "a", "b", "c", "kept.py"];
  for (const name of ["a", "b", "c"]) rmSync(join(root, name), { recursive: true });
  symlinkSync(outside, join(root, "a"));
  symlinkSync(outside, join(root, "b"));
  writeFileSync(join(root, "c"), "");
  const { files, links, folders } = await listTree(root, { ignore: [], git: names });
  expect([...files].sort()).toEqual(["c", "kept.py"]);
  expect([...links.keys()].sort()).toEqual(["a", "b"]);
  expect([...folders]).toEqual([""]);
});

test("a listed file that can't be looked at is an error that names it", async () => {
  const root = plant(scratch(), { "locked/b.py": "" });
  chmodSync(join(root, "locked"), 0);
  const listing = unprivileged(() => listTree(root, { ignore: [], git: ["locked/b.py"] }));
  await expect(listing).rejects.toMatchObject({
    kind: "broken",
    message: "Cannot read 'locked/b.py': permission denied (EACCES).",
  });
  chmodSync(join(root, "locked"), 0o755);
});

test("what is tracked and has become a pipe is left out with a notice, with git as without", async () => {
  const root = scratch();
  execFileSync("mkfifo", [join(root, "a.py")]);
  for (const choice of [{ ignore: [] }, { ignore: [], git: ["a.py"] }]) {
    const { files, others } = await listTree(root, choice);
    expect(files.size).toBe(0);
    expect([...others]).toEqual([["a.py", "'a.py' is excluded: it is a named pipe."]]);
  }
});

test("Python files with names that are not UTF-8 are told apart, with git as without", async () => {
  const root = scratch();
  for (const name of ["\xe9.py", "\xe9.txt"]) writeFileSync(Buffer.from(`${root}/${name}`, "latin1"), "");
  for (const choice of [{ ignore: [] }, { ignore: [], git: ["\udce9.py", "\udce9.txt"] }]) {
    const { files, odd } = await listTree(root, choice);
    expect([[...files], [...odd]]).toEqual([["\udce9.txt"], ["\udce9.py"]]);
  }
});

import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ALL, treeDigest, treeRecords } from "../../../local/files/readTree.ts";
import { digestOf, treeOf } from "../../support/treeOf.ts";
import { plant, scratch, unprivileged } from "./scratch.ts";

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

test("an entry says content and mode, and nothing of times", async () => {
  const root = plant(scratch(), { "pkg/run.py": "print(1)\n" });
  chmodSync(join(root, "pkg/run.py"), 0o751);
  utimesSync(join(root, "pkg/run.py"), 1_600_000_000, 1_600_000_000.5);
  const tree = await treeOf(root);
  expect([...tree.entries]).toEqual([["pkg/run.py", { kind: "file", hash: sha256("print(1)\n"), executable: true }]]);
  expect(tree.notices).toEqual([]);
});

test("a file larger than any buffer is hashed whole", async () => {
  const large = Buffer.alloc(5_000_001, "x = 1\n");
  const tree = await treeOf(plant(scratch(), { "large.py": large, "empty.py": "" }));
  expect(tree.entries.get("large.py")).toMatchObject({ hash: sha256(large) });
  expect(tree.entries.get("empty.py")).toMatchObject({ hash: sha256("") });
});

test("paths are sorted by code units whatever the folder gives", async () => {
  const root = plant(scratch(), { "b.py": "", "a/z.py": "", "a.py": "", "B.py": "", "a-b/c.py": "" });
  const tree = await treeOf(root);
  expect([...tree.entries.keys()]).toEqual(["B.py", "a-b/c.py", "a.py", "a/z.py", "b.py"]);
});

test("odd names are kept, and names of one look stay apart", async () => {
  const names = ["a b.py", `q"'.py`, "new\nline.py", "-rf", "<b>.py", "\u00e9.py", "\ufffd.py"];
  const root = plant(scratch(), Object.fromEntries(names.map((name) => [name, name])));
  for (const byte of [0xfe, 0xff]) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(byte), Buffer.from(".txt")]), `${byte}`);
  }
  mkdirSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.of(0xff)]));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.of(0xff), Buffer.from("/in.md")]), "in");
  const tree = await treeOf(root);
  expect([...tree.entries.keys()]).toEqual([...names, "\udcfe.txt", "\udcff.txt", "dir\udcff/in.md"].sort());
  expect(tree.entries.get("\udcfe.txt")).toMatchObject({ hash: sha256("254") });
  expect(tree.faults.size).toBe(0);
});

test("a Python file with a name that is not UTF-8 is a fault and no entry, nor is what leads to it", async () => {
  const root = plant(scratch(), { "a.py": "", "page.php": "" });
  const at = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, "latin1")]);
  mkdirSync(at("d\xe9"));
  for (const name of ["caf\xe9.pyi", "d\xe9/x.py", "\xe9.php"]) writeFileSync(at(name), "");
  symlinkSync(Buffer.from("caf\xe9.pyi", "latin1"), at("to.pyi"));
  symlinkSync("a.py", at("l\xe9.py"));
  const tree = await treeOf(root);
  expect([...tree.entries.keys()]).toEqual(["a.py", "page.php", "\udce9.php"]);
  const odd = ["caf\udce9.pyi", "d\udce9/x.py", "l\udce9.py"];
  expect([...tree.faults].sort()).toEqual(odd.map((path) => [path, "name"]));
  expect(tree.notices).toEqual([expect.stringMatching(/^'to\.pyi' is excluded/)]);
});

test("a NUL byte in a Python file is a fault of that file, which stays an entry", async () => {
  const late = Buffer.concat([Buffer.alloc(600_000, "x = 1\n"), Buffer.from("\0")]);
  const root = plant(scratch(), { "a.py": "x = '\0'\n", "late.pyi": late, "b.py": "", "data.bin": "\0" });
  const tree = await treeOf(root);
  expect([...tree.faults].sort()).toEqual([
    ["a.py", "nul"],
    ["late.pyi", "nul"],
  ]);
  expect(tree.entries.size).toBe(4);
});

test("what a pattern names is neither entered nor read", async () => {
  const root = plant(scratch(), {
    "a.py": "",
    "venv/x.py": "",
    "pkg/venv/y.py": "",
    "keep/me.py": "",
    "keep/not.py": "",
  });
  chmodSync(join(root, "venv"), 0);
  const tree = await unprivileged(() => treeOf(root, ["**/venv"]));
  expect([...tree.entries.keys()]).toEqual(["a.py", "keep/me.py", "keep/not.py"]);
  chmodSync(join(root, "venv"), 0o755);
  const back = await treeOf(root, ["**", "!keep/me.py"]);
  expect([...back.entries.keys()]).toEqual(["keep/me.py"]);
});

test("the digest follows content, names, folders, executable bits and nothing else", async () => {
  const root = plant(scratch(), { "a.py": "1", "b.py": "2" });
  const digest = digestOf(await treeOf(root));
  utimesSync(join(root, "a.py"), 1, 1);
  chmodSync(join(root, "a.py"), 0o600);
  expect(digestOf(await treeOf(root))).toBe(digest);
  chmodSync(join(root, "a.py"), 0o755);
  const executable = digestOf(await treeOf(root));
  renameSync(join(root, "b.py"), join(root, "c.py"));
  const renamed = digestOf(await treeOf(root));
  writeFileSync(join(root, "c.py"), "3");
  const edited = digestOf(await treeOf(root));
  mkdirSync(join(root, "package"));
  const packaged = digestOf(await treeOf(root));
  expect(new Set([digest, executable, renamed, edited, packaged]).size).toBe(5);
});

test("a digest of a part is of what is read, the links and the folders alone", async () => {
  const root = plant(scratch(), { "a.py": "1", "notes.md": "1", "docs/b.md": "1" });
  symlinkSync("notes.md", join(root, "link"));
  const part = async () => {
    const tree = await treeOf(root);
    return treeDigest(
      treeRecords(tree, (path) => path.endsWith(".py")),
      tree,
    );
  };
  const before = await part();
  writeFileSync(join(root, "notes.md"), "2");
  expect(await part()).toBe(before);
  symlinkSync("a.py", join(root, "other"));
  const linked = await part();
  rmSync(join(root, "docs"), { recursive: true });
  expect(new Set([before, linked, await part()]).size).toBe(3);
});

test("what is read through a link counts, whatever it is called", async () => {
  const root = plant(scratch(), { "code.txt": "1", "notes.md": "1" });
  symlinkSync("code.txt", join(root, "next"));
  symlinkSync("next", join(root, "a.py"));
  const records = async () => treeRecords(await treeOf(root), (path) => path.endsWith(".py"));
  expect((await records()).map(([path]) => path)).toEqual(["a.py", "code.txt", "next"]);
  const before = await records();
  writeFileSync(join(root, "code.txt"), "2");
  expect(await records()).not.toEqual(before);
});

test("of a file that counts in part the digest of the part stands in the record, not through a link", async () => {
  const root = plant(scratch(), { "a.py": "1", "b.py": "1" });
  const some = (path: string) => (path === "a.py" ? "part" : undefined);
  const record = async () => Object.fromEntries(treeRecords(await treeOf(root), () => true, some));
  expect(await record()).toMatchObject({ "a.py": "part", "b.py": expect.stringMatching(/^[0-9a-f]{64}$/) });
  symlinkSync("a.py", join(root, "link.py"));
  expect(await record()).toMatchObject({ "a.py": expect.stringMatching(/^[0-9a-f]{64}$/), "link.py": "link to a.py" });
});

test("the text of a file is kept where it is asked for, also of one that is read in pieces", async () => {
  const long = "x".repeat(300_000);
  const root = plant(scratch(), { "a.toml": long, "b.toml": "b" });
  const tree = await treeOf(root, [], { ...ALL, keeps: (path) => path === "a.toml" });
  expect([...(tree.texts ?? [])].map(([path, bytes]) => [path, bytes.toString()])).toEqual([["a.toml", long]]);
});

test("a file that no tool reads is no entry, unless a link leads to it; its folder stays", async () => {
  const root = plant(scratch(), { "pkg/a.py": "", "data/b.bin": "", "data/c.bin": "", "empty/d.bin": "" });
  symlinkSync("data/c.bin", join(root, "link"));
  chmodSync(join(root, "empty/d.bin"), 0);
  const interest = { reads: (path: string) => path.endsWith(".py"), checks: () => true };
  const tree = await unprivileged(() => treeOf(root, [], interest));
  expect([...tree.entries.keys()]).toEqual(["data/c.bin", "link", "pkg/a.py"]);
  expect([...tree.folders].sort()).toEqual(["", "data", "empty", "pkg"]);
});

test("what is wrong with a file that is not checked is no fault, and a notice only of a Python file", async () => {
  const root = plant(scratch(), { "src/a.py": "", "docs/nul.py": "\0" });
  writeFileSync(Buffer.from(`${root}/docs/\xe9.py`, "latin1"), "");
  for (const name of ["docs/out.md", "docs/out.py", "src/out.md"]) symlinkSync("/etc/hostname", join(root, name));
  const checks = (path: string) => path.startsWith("src/");
  const tree = await treeOf(root, [], { reads: () => true, checks });
  expect(tree.faults.size).toBe(0);
  expect([...tree.entries.keys()]).toEqual(["docs/nul.py", "src/a.py"]);
  expect(tree.notices.map((notice) => notice.split(" ")[0])).toEqual(["'docs/out.py'", "'src/out.md'"]);
});

test("an unreadable file or folder is an error that names it", async () => {
  const root = plant(scratch(), { "pkg/secret.py": "x", "locked/a.py": "x" });
  chmodSync(join(root, "pkg/secret.py"), 0);
  const hint = expect.stringContaining("ignore");
  const file = { kind: "broken", message: "Cannot read 'pkg/secret.py': permission denied (EACCES).", hint };
  await expect(unprivileged(() => treeOf(root, ["locked"]))).rejects.toMatchObject(file);
  chmodSync(join(root, "locked"), 0);
  const folder = { kind: "broken", message: "Cannot read 'locked': permission denied (EACCES)." };
  await expect(unprivileged(() => treeOf(root, ["pkg"]))).rejects.toMatchObject(folder);
  chmodSync(join(root, "locked"), 0o755);
});

test("no source folder, or a file in its place, is misuse", async () => {
  const root = plant(scratch(), { "file.py": "" });
  const hint = "Name files or folders of Python code.";
  const missing = { kind: "misuse", message: `There is no source folder '${root}/none'.`, hint };
  await expect(treeOf(`${root}/none`)).rejects.toMatchObject(missing);
  const noFolder = {
    kind: "misuse",
    message: `There is no source folder '${root}/file.py': it is not a folder.`,
    hint,
  };
  await expect(treeOf(`${root}/file.py`)).rejects.toMatchObject(noFolder);
});

test("a socket is left out with a notice", async () => {
  const root = plant(scratch(), { "a.py": "" });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, "s.sock"), resolve));
  const tree = await treeOf(root);
  await new Promise((resolve) => server.close(resolve));
  expect([...tree.entries.keys()]).toEqual(["a.py"]);
  expect(tree.notices).toEqual(["'s.sock' is excluded: it is a socket."]);
});

test("a deep tree with names of full length is read, and one beyond the system's limit is an error", async () => {
  const root = scratch();
  const deep = `${"d".repeat(255)}/`.repeat(14);
  plant(root, { [`${deep}x.py`]: "deep" });
  expect([...(await treeOf(root)).entries.keys()]).toEqual([`${deep}x.py`]);
  const more = plant(scratch(), { [`${"e".repeat(255)}/${"f".repeat(255)}/${"g".repeat(255)}/y.py`]: "" });
  renameSync(`${more}/${"e".repeat(255)}`, `${root}/${deep}${"e".repeat(255)}`);
  await expect(treeOf(root)).rejects.toMatchObject({ kind: "broken", hint: expect.stringContaining("ignore") });
});

test("an aborted signal ends the reading with its reason", async () => {
  const reason = new Error("stop");
  await expect(treeOf(scratch(), [], ALL, AbortSignal.abort(reason))).rejects.toBe(reason);
});

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../../local/process/runProcess.ts";
import { fixOf } from "../../src/checks/ruffFix.ts";
import { testFolder } from "../support/testFolder.ts";
import { pythonOf, SCRIPTS, warmRequest } from "../support/warmScript.ts";

const GOOD = "x = {}\n";
const BAD = "x = {  }\n";
const FILES = {
  "src/good.py": GOOD,
  "src/bad.py": BAD,
  "src/worse.pyi": BAD,
  "src/broken.py": "def (\n",
  "pyproject.toml": "",
};
const LAUNCHER = join(SCRIPTS, "drydock_black.py");

/** What Black says of a folder: its lines in any order, since it works on many files at once, and its exit code. */
async function black(folder: string, args: readonly string[] = [LAUNCHER]) {
  const words = [...args, "--check", "src"];
  const { end, stderr } = await runProcess(warmRequest(await pythonOf("black"), folder, words));
  return { end, lines: stderr.split("\n").sort() };
}

/** What the launcher says would change: each file with its edits, as `first line-line after the last: new text`. */
async function changes(folder: string, words: readonly string[] = ["src"]) {
  const { stdout } = await runProcess(warmRequest(await pythonOf("black"), folder, [LAUNCHER, "--check", ...words]));
  const entries = stdout === "" ? [] : (JSON.parse(stdout) as readonly Parameters<typeof fixOf>[0][]);
  return entries.map((entry) => {
    const edits = fixOf(entry)?.edits ?? [];
    return [entry.filename, ...edits.map(({ line, endLine, text }) => `${line}-${endLine}: ${text}`)];
  });
}

const memories = (folder: string) => {
  const place = join(folder, ".caches/black/drydock");
  return readdirSync(place).map((name) => join(place, name));
};
const memory = (folder: string) => memories(folder)[0] ?? "";

test("a run with a memory says what Black says, the first time, again, and after edits", async () => {
  const folder = testFolder(FILES);
  const plain = () => black(folder, ["-m", "black"]);
  for (const edit of [
    {},
    {},
    { "good.py": BAD },
    { "bad.py": GOOD },
    { "new.py": BAD },
    { "broken.py": GOOD },
    { "bad.py": "y = [ ]\n" },
  ]) {
    for (const [name, text] of Object.entries(edit)) writeFileSync(join(folder, "src", name), text);
    expect(await black(folder)).toEqual(await plain());
  }
});

test("a file that is remembered is not formatted again, and one that is gone is forgotten", async () => {
  const folder = testFolder(FILES);
  await black(folder);
  const [one = "", other = ""] = Object.keys(JSON.parse(readFileSync(memory(folder), "utf8")));
  expect(one).not.toBe(other);
  // A file is said to be unformatted because the memory says so.
  writeFileSync(join(folder, "src/bad.py"), GOOD);
  writeFileSync(join(folder, "src/worse.pyi"), GOOD);
  const { lines } = await black(folder);
  expect(lines.filter((line) => line.startsWith("would reformat"))).toEqual([]);
  expect(JSON.parse(readFileSync(memory(folder), "utf8"))).toEqual({});
  const digest = (await import("node:crypto")).createHash("sha256").update(`.py\0${GOOD}`).digest("hex");
  writeFileSync(memory(folder), JSON.stringify({ [digest]: null }));
  const told = (await black(folder)).lines.filter((line) => line.startsWith("would reformat"));
  expect(told).toEqual([expect.stringMatching(/bad\.py$/), expect.stringMatching(/good\.py$/)]);
});

test("a damaged memory is none, and another config has another", async () => {
  const folder = testFolder(FILES);
  const first = await black(folder);
  for (const damage of ["", "[1", "{}", '"a"', "7", '["an older one"]']) {
    writeFileSync(memory(folder), damage);
    expect(await black(folder)).toEqual(first);
  }
  writeFileSync(join(folder, "pyproject.toml"), "[tool.black]\nskip-string-normalization = true\n");
  await black(folder);
  expect(memories(folder)).toHaveLength(2);
});

test("a memory that cannot be written changes nothing", async () => {
  const folder = testFolder(FILES);
  mkdirSync(join(folder, ".caches/black"), { recursive: true });
  writeFileSync(join(folder, ".caches/black/drydock"), "");
  expect(await black(folder)).toEqual(await black(folder, ["-m", "black"]));
});

test("the lines that would change are told for one file and for many, the first time and again, in the order of paths", async () => {
  const tabs = "def f():\n\tx = 1\n\ty = {  }\n";
  const folder = testFolder({
    "src/b.py": `a = 1\r\nb  = 2\r\nc = 3\r\n`,
    "src/a.py": tabs,
    "src/c.pyi": "def f():  ...\n\n\n\n\nx: int",
    "src/good.py": GOOD,
    "src/long.py": "a  = 1\nb = 2\n".repeat(21),
    "src/wide.py": `x  = "${"w".repeat(2000)}"\n`,
    "src/broken.py": "def (\n",
    "pyproject.toml": "",
  });
  const told = [
    [join(folder, "src/a.py"), "2-4:     x = 1\n    y = {}\n"],
    [join(folder, "src/b.py"), "2-3: b = 2\r\n"],
    [join(folder, "src/c.pyi"), "1-2: def f(): ...\n", "3-7: x: int\n"],
    [join(folder, "src/long.py")],
    [join(folder, "src/wide.py")],
  ];
  const first = await changes(folder);
  expect(first).toEqual(told);
  expect(await changes(folder)).toEqual(told);
  expect(await changes(folder, ["src/b.py"])).toEqual([["src/b.py", "2-3: b = 2\r\n"]]);
  expect(await changes(folder, ["src/good.py"])).toEqual([]);
});

test("only the first twenty files are told, and others once they are among them", async () => {
  const names = Array.from({ length: 22 }, (_, at) => `f${String(at).padStart(2, "0")}.py`);
  const folder = testFolder({
    "pyproject.toml": "",
    ...Object.fromEntries(names.map((name, at) => [`src/${name}`, `x = {  ${at}}\n`])),
  });
  const told = async () => (await changes(folder)).map(([path, edit]) => [String(path).slice(-6), edit]);
  const edit = (name: string) => [name, `1-2: x = {${Number(name.slice(1, 3))}}\n`];
  expect(await told()).toEqual(names.slice(0, 20).map(edit));
  writeFileSync(join(folder, "src/f00.py"), GOOD);
  expect(await told()).toEqual(names.slice(1, 21).map(edit));
});

test("the first line that Black skips counts as a line", async () => {
  const folder = testFolder({ "src/a.py": "%%magic  x\ny  = 1\n", "src/b.py": GOOD, "pyproject.toml": "" });
  expect(await changes(folder, ["src", "-x"])).toEqual([[join(folder, "src/a.py"), "2-3: y = 1\n"]]);
});

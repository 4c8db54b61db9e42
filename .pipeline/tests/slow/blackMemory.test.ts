import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../../local/process/runProcess.ts";
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
  const [one = "", other = ""] = JSON.parse(readFileSync(memory(folder), "utf8"));
  expect(one).not.toBe(other);
  // A file is said to be unformatted because the memory says so.
  writeFileSync(join(folder, "src/bad.py"), GOOD);
  writeFileSync(join(folder, "src/worse.pyi"), GOOD);
  const { lines } = await black(folder);
  expect(lines.filter((line) => line.startsWith("would reformat"))).toEqual([]);
  expect(JSON.parse(readFileSync(memory(folder), "utf8"))).toEqual([]);
  const digest = (await import("node:crypto")).createHash("sha256").update(`.py\0${GOOD}`).digest("hex");
  writeFileSync(memory(folder), JSON.stringify([digest]));
  const told = (await black(folder)).lines.filter((line) => line.startsWith("would reformat"));
  expect(told).toEqual([expect.stringMatching(/bad\.py$/), expect.stringMatching(/good\.py$/)]);
});

test("a damaged memory is none, and another config has another", async () => {
  const folder = testFolder(FILES);
  const first = await black(folder);
  for (const damage of ["", "[1", "{}", '"a"', "7"]) {
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

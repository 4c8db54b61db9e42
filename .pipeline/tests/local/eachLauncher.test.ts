import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const launcher = join(import.meta.dirname, "../../python/drydock_each.py");
const root = realpathSync(mkdtempSync(join(tmpdir(), "each-")));
const FILES = {
  "b.txt": "exit 0",
  "sub dir/-dash.txt": "echo said; echo warned >&2; exit 3",
  Named: "exit 1",
  "Named.more": "exit 0",
  "Named.left": "exit 9",
  "killed.txt": "kill -9 $$",
  "other.sh": "exit 9",
  "real.sh": "exit 0",
};

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  mkdirSync(join(root, "folder.txt"));
  symlinkSync("b.txt", join(root, "same.txt"));
  symlinkSync("real.sh", join(root, "only.txt"));
  symlinkSync("nowhere", join(root, "lost.txt"));
  symlinkSync("sub dir", join(root, "again"));
});
afterAll(() => rmSync(root, { recursive: true }));

function each(...words: readonly string[]) {
  const { status, stdout } = spawnSync("python3", [launcher, ...words], { cwd: root, encoding: "utf8" });
  const { runs } = JSON.parse(stdout) as { runs: { path: string; code: number; stdout: string; stderr: string }[] };
  return { status, runs, codes: runs.map(({ path, code }) => `${path} ${code}`) };
}

test("each file of these names is run on once, whatever link leads to it, and the highest code is the whole's", () => {
  const { status, codes } = each("2", "Named", "Named.*", "*.txt", "!*.left", "--", ".", "--", "sh");
  const files = ["Named 1", "Named.more 0", "b.txt 0", "killed.txt 137", "only.txt 0", "sub dir/-dash.txt 3"];
  expect(codes).toEqual(files);
  expect(status).toBe(137);
});

test("what the program said is told as it is", () => {
  const [run] = each("1", "-dash.txt", "--", "sub dir", "--", "sh").runs;
  expect(run).toEqual({ path: "sub dir/-dash.txt", code: 3, stdout: "said\n", stderr: "warned\n" });
});

test("where there is no such file nothing was run", () => {
  expect(each("4", "nothing", "--", ".", "--", "sh")).toEqual({ status: 0, runs: [], codes: [] });
});

test("only what was asked for is run on, each file once", () => {
  expect(each("1", "*.txt", "--", "b.txt", "sub dir", "real.sh", "sub dir/-dash.txt", "--", "sh").codes).toEqual([
    "b.txt 0",
    "sub dir/-dash.txt 3",
  ]);
});

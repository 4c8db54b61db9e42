import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { project, put, start } from "../support/cli.ts";
import { commitAll } from "../support/gitRepository.ts";
import { ownCache } from "../support/ownCache.ts";
import { eventually } from "../support/polling.ts";

const SETTINGS = '{ "python": "3.13", "checks": ["format", "ruff"] }\n';
const CLEAN = '"""A module."""\n';
const DIRTY = `${CLEAN}\nimport os\n`;

/** A watch on a repository of one clean file that has given its first verdict. */
async function watching(words: readonly string[] = [], files: Readonly<Record<string, string>> = {}) {
  const folder = project({
    "src/a.py": CLEAN,
    ".gitignore": "*.log\n.venv\n",
    ...files,
    ".config/drydock.json": SETTINGS,
  });
  rmSync(join(folder, ".git"), { recursive: true });
  commitAll(folder);
  const child = start(folder, ["watch", ...words], { DRYDOCK_CACHE: ownCache() });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += String(chunk);
  });
  let read = 0;
  /** What is printed from here on until these words. */
  const told = async (wanted: string): Promise<string> => {
    await eventually(
      `"${wanted}" in what is printed:\n${printed.slice(read)}`,
      () => printed.includes(wanted, read),
      60,
    );
    const end = printed.indexOf("\n", printed.indexOf(wanted, read));
    const text = printed.slice(read, end);
    read = end;
    return text;
  };
  const first = await told("Watching for changes.");
  const ended = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const { exitCode } = await child;
    return { code: exitCode, rest: printed.slice(read).trim() };
  };
  return { folder, first, told, ended };
}

test("an edit's finding is told as new and its mending as gone; a signal ends it with the last verdict's code", async () => {
  const { folder, first, told, ended } = await watching();
  expect(first).toMatch(/^\d\d:\d\d:\d\d {2}first verdict/);
  expect(first).toContain("format passed (1 file) ");
  put(folder, "src/a.py", DIRTY);
  const edit = await told("ruff failed (1 failing in 1 file");
  expect(edit).toMatch(/src\/a\.py {2}ran format, ruff/);
  expect(edit).toMatch(/^ {2}new {4}src\/a\.py:3:8 {2}error {2}`os` imported but unused {2}F401 \(ruff\)$/m);
  put(folder, "src/a.py", CLEAN);
  const mend = await told("ruff passed");
  expect(mend).toMatch(/src\/a\.py {2}replayed format, ruff/);
  expect(mend).toMatch(/^ {2}gone {3}src\/a\.py:3:8 {2}error/m);
  put(folder, "src/b.py", "import os\n");
  await told("ruff failed");
  expect(await ended("SIGTERM")).toEqual({ code: 1, rest: "" });
});

test("a save by renaming and a new folder are seen; ignored files and folders are not", async () => {
  const { folder, told, ended } = await watching();
  put(folder, "run.log", "x");
  put(folder, ".venv/lib/a.py", "import os\n");
  put(folder, "src/a.py.new", DIRTY);
  renameSync(join(folder, "src/a.py.new"), join(folder, "src/a.py"));
  expect(await told("ruff failed (1 failing in 1 file")).not.toContain(".venv");
  put(folder, "src/deep/er/b.py", "import sys\n");
  expect(await told("ruff failed (2 failing in 2 files")).toContain("new    src/deep/er/b.py:1:8");
  put(folder, "src/deep/er/b.py", CLEAN);
  expect(await told("ruff failed (1 failing in 2 files")).toContain("gone   src/deep/er/b.py:1:8");
  expect((await ended("SIGINT")).code).toBe(1);
});

test("the config counts: an edit of it gives a verdict, a broken one is told once, and a mended one goes on", async () => {
  const { folder, told, ended } = await watching([], { "src/a.py": DIRTY });
  put(folder, ".config/pyproject.toml", '[tool.ruff.lint]\nselect = ["E"]\n');
  const edit = await told("ruff passed");
  expect(edit).toContain("gone   src/a.py:3:8");
  expect(edit).toContain("ran ruff · replayed format");
  put(folder, ".config/drydock.json", '{ "chekcs": [] }\n');
  expect(await told("did you mean")).toContain("no verdict");
  put(folder, ".config/drydock.json", '{ "chekcs": [] } \n');
  expect(await told("same error")).not.toContain("did you mean");
  put(folder, ".config/drydock.json", SETTINGS);
  expect(await told("ruff passed")).toContain("replayed format, ruff");
  put(folder, ".config/drydock.json", "[");
  await told("no verdict");
  expect((await ended("SIGTERM")).code).toBe(2);
});

test("a root that is removed is waited for", async () => {
  const { folder, told, ended } = await watching();
  renameSync(folder, `${folder}-away`);
  await told("was removed. Waiting for it to come back.");
  renameSync(`${folder}-away`, folder);
  await told("same verdict");
  put(folder, "src/a.py", DIRTY);
  await told("ruff failed");
  expect((await ended("SIGTERM")).code).toBe(1);
});

test("--page serves the report of the last verdict to who knows the address", async () => {
  const { folder, first, told, ended } = await watching(["--page"]);
  const url = /^The page: (http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]+\/)$/m.exec(first)?.[1] ?? "";
  const title = async () => /<title>(.*)<\/title>/.exec(await (await fetch(url)).text())?.[1];
  await expect.poll(title).toContain("All 2 checks passed");
  put(folder, "src/a.py", DIRTY);
  await told("ruff failed");
  await expect.poll(title).toContain("1 check failed");
  expect((await fetch(new URL("/", url))).status).toBe(404);
  await ended("SIGTERM");
  await expect(fetch(url)).rejects.toThrow();
});

test("--report is written after each verdict, and is no change", async () => {
  const { folder, told, ended } = await watching(["--report", "json=out.txt"]);
  put(folder, "src/a.py", DIRTY);
  await told("ruff failed");
  put(folder, "src/a.py", CLEAN);
  expect(await told("ruff passed")).not.toContain("out.txt");
  expect((await ended("SIGTERM")).code).toBe(0);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { CLI, project, put, spawnCli, temporary } from "../support/cli.ts";
import { ownCache } from "../support/ownCache.ts";

const FILES = { "src/a.py": "import os\n", "green.json": '{ "verdict": "passed" }' };

const reportIn = (folder: string) => JSON.parse(readFileSync(join(folder, "green.json"), "utf8"));
const RUFF = ["ruff", "--report", "json=green.json"];

describe("an error that nobody catches", () => {
  it.each([
    ["thrown", "throw new TypeError('odd')"],
    ["of a promise", "Promise.reject(new TypeError('odd'))"],
    ["of an emitter", "new (require('events'))().emit('error', new TypeError('odd'))"],
  ])("%s ends with 2, its stack, and broken reports", async (_, crash) => {
    const folder = project(FILES);
    put(
      folder,
      "crash.cjs",
      `
      const processes = require("node:child_process");
      const { spawn } = processes;
      processes.spawn = (...words) => { process.nextTick(() => { ${crash}; }); return spawn(...words); };`,
    );
    const env = { NODE_OPTIONS: `--require=${join(folder, "crash.cjs")}`, DRYDOCK_CACHE: ownCache() };
    const { code, stderr } = await spawnCli(folder, RUFF, env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unexpected error\. Please report it\.\nTypeError: odd\n +at /);
    expect(reportIn(folder)).toMatchObject({
      verdict: "broken",
      results: [{ check: "ruff", verdict: "broken", reason: "odd" }],
    });
  });
});

describe("a machine that has run short", () => {
  it("of open files ends with 2, says so, and says what to do", async () => {
    const folder = project(FILES);
    const words = ["-c", 'ulimit -n 24; exec "$@"', "sh", process.execPath, CLI, ...RUFF];
    const options = { cwd: folder, env: { DRYDOCK_CACHE: ownCache() }, reject: false } as const;
    const { exitCode, stdout } = await execa("/bin/sh", words, options);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("ulimit -n 1024");
    expect(reportIn(folder).verdict).toBe("broken");
  });

  it("of its working folder, which was removed, ends with 2 and a sentence", async () => {
    const folder = join(temporary(), "gone");
    put(folder, "src/a.py", "");
    const words = ["-c", 'rm -r "$PWD"; exec "$@"', "sh", process.execPath, CLI];
    const { exitCode, stderr } = await execa("/bin/sh", [...words, "ruff"], { cwd: folder, reject: false });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("The folder that Drydock was started in has been removed.");
  });
});

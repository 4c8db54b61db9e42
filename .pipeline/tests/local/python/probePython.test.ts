import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInterpreter } from "../../../local/python/findInterpreter.ts";
import { probePython } from "../../../local/python/probePython.ts";

let home: string;
let real: string;
const { signal } = new AbortController();

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "drydock-probe-")));
  const world = { env: process.env, memoFile: join(home, "memo"), download: async () => undefined, signal };
  real = (await findInterpreter("3.13", world)).path;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("a real Python tells its own path, version and kind", async () => {
  const [version] = /\d+\.\d+\.\S+/.exec(spawnSync(real, ["--version"], { encoding: "utf8" }).stdout) ?? [];
  expect(await probePython(real, process.env, signal)).toMatchObject({ path: real, version, standard: true });
});

test("the Python of a virtual environment leads to the one it was made from", async () => {
  // A copied one can tell since 3.11; before, only links lead back.
  const kind = (await probePython(real, process.env, signal))?.version.startsWith("3.10.") ? "--symlinks" : "--copies";
  const made = spawnSync(real, ["-m", "venv", "--without-pip", kind, join(home, "venv")], { encoding: "utf8" });
  expect(made.stderr).toBe("");
  expect(await probePython(join(home, "venv", "bin", "python"), process.env, signal)).toMatchObject({ path: real });
});

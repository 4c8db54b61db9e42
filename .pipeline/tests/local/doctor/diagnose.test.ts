import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../../local/doctor/diagnose.ts";
import { lookAtDisk } from "../../../local/doctor/places.ts";
import { lookAtGit, lookAtProgram, lookAtUv, neededPrograms } from "../../../local/doctor/programs.ts";
import { look } from "../../../local/doctor/symptom.ts";
import { toolSpec } from "../../../src/checks/catalog.ts";
import { DrydockError } from "../../../src/errors.ts";
import { DEFAULT_SETTINGS } from "../../../src/flow/settings.ts";
import { project, put, temporary } from "../../support/cli.ts";

const NAMES = ["config", "python", "uv", "index", "cache", "disk", "engine", "git"];

function signal(): AbortSignal {
  return new AbortController().signal;
}

function machine(own: object = {}) {
  return { cwd: temporary(), cache: "/nowhere", signal: signal(), env: { PATH: "" }, ...own };
}

describe("a machine with nothing on it", () => {
  test("is described to the end, a line for each thing", async () => {
    const env = { PATH: "", HOME: "/nowhere", UV_DEFAULT_INDEX: "http://127.0.0.1:1/simple" };
    const symptoms = await diagnose({ cwd: temporary(), env, signal: signal() });
    expect(symptoms.map(({ name }) => name)).toEqual(NAMES);
    expect(stateOf(symptoms, "index")).toBe("warn");
    expect(stateOf(symptoms, "git")).toBe("warn");
    expect(symptoms.filter(({ state, hint }) => state !== "ok" && hint === "")).toEqual([]);
  });

  test("has mistakes of the user in their lines, and the rest all the same", async () => {
    const cwd = project({ ".config/drydock.json": '{ "cheks": [] }' });
    const cache = join(temporary(), "cache");
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    const env = { PATH: "", DRYDOCK_CACHE: cache, UV_DEFAULT_INDEX: "http://127.0.0.1:1/simple" };
    const symptoms = await diagnose({ cwd, env, signal: signal() });
    expect(symptoms.map(({ name }) => name)).toEqual(NAMES);
    expect(symptoms.find(({ name }) => name === "config")).toMatchObject({
      state: "fail",
      message: expect.stringContaining('Unknown setting "cheks": did you mean "checks"?'),
      hint: expect.stringContaining("Known settings"),
    });
    expect(symptoms.find(({ name }) => name === "cache")).toMatchObject({
      state: "fail",
      message: expect.stringContaining("writable by other users"),
    });
  });
});

test("what goes wrong while something is looked at is a line of the answer; an interruption is not", async () => {
  const broken = await look(
    "x",
    () => Promise.reject(new DrydockError("broken", "It is gone.", "Bring it back.")),
    signal(),
  );
  expect(broken).toEqual({ name: "x", state: "fail", message: "It is gone.", hint: "Bring it back." });
  const crash = () => {
    throw new TypeError("undefined is not a function");
  };
  expect(await look("x", crash, signal())).toMatchObject({ state: "fail", message: "undefined is not a function" });
  const stop = AbortSignal.abort(new DrydockError("interrupted", "Interrupted."));
  await expect(look("x", crash, stop)).rejects.toThrow("Interrupted.");
});

test.each([
  [50, "fail"],
  [500, "warn"],
  [5000, "ok"],
])("%d MB free are %s", (free, state) => {
  expect(lookAtDisk({ DRYDOCK_CACHE: "/nowhere/at/all" }, () => free * 1024 * 1024)).toMatchObject({ state });
});

describe("git", () => {
  const env = { PATH: process.env.PATH };

  test("may be missing", async () => {
    expect(await lookAtGit(machine())).toMatchObject({ state: "warn", hint: "Install git." });
  });

  test("may have no repository here, or a broken one", async () => {
    const cwd = temporary();
    expect(await lookAtGit(machine({ cwd, env }))).toMatchObject({ state: "warn" });
    mkdirSync(join(cwd, ".git"));
    const message = expect.stringContaining("cannot be read: not a git repository");
    expect(await lookAtGit(machine({ cwd, env }))).toMatchObject({ state: "warn", message });
    execFileSync("git", ["init", "-q"], { cwd });
    expect(await lookAtGit(machine({ cwd, env: { ...env, GIT_DIR: "/nowhere" } }))).toMatchObject({ state: "ok" });
  });
});

test("uv is told by its version, wherever it is", async () => {
  const uv = { path: "/opt/uv", version: "0.9.1" };
  expect(await lookAtUv(machine(), uv)).toEqual({ state: "ok", message: "0.9.1 at /opt/uv", hint: "" });
});

test("the user's programs are looked at only for checks that the settings choose", async () => {
  expect(neededPrograms(DEFAULT_SETTINGS)).toEqual([]);
  const [php] = neededPrograms({ ...DEFAULT_SETTINGS, checks: ["lint", "phplint"] });
  expect(php).toBe(toolSpec("php").source);
  const env = { PATH: temporary() };
  put(env.PATH, "php", "#!/bin/sh\nprintf 'drydock-tool\\t8.4.1\\t/usr/bin/php8.4\\n'\n");
  chmodSync(join(env.PATH, "php"), 0o755);
  if (php === undefined) throw new Error("no php");
  expect(await lookAtProgram(php, machine({ env: { PATH: `${env.PATH}:/bin:/usr/bin` } }))).toMatchObject({
    state: "ok",
    message: "8.4.1 at /usr/bin/php8.4",
  });
});

function stateOf(symptoms: Awaited<ReturnType<typeof diagnose>>, wanted: string): string | undefined {
  return symptoms.find(({ name }) => name === wanted)?.state;
}

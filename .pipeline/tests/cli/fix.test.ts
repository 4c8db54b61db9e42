import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DrydockError } from "../../src/errors.ts";
import { fixElsewhere } from "../local/files/killedFix.ts";
import { callCli, drydock } from "../support/callCli.ts";
import { project, put, temporary } from "../support/cli.ts";
import { contentsOf } from "../support/contentsOf.ts";
import { cacheWithRuff } from "../support/ownCache.ts";
import { eventually } from "../support/polling.ts";

const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';
const UGLY = '"""A module."""\n\nimport os\nANSWER   =   42\n';
const TIDY = '"""A module."""\n\nimport os\n\nANSWER = 42\n';
const USED = '"""A module."""\n\nANSWER   =   42\n';
const BOTH = '"""A module."""\n\nANSWER = 42\n';

describe.each([
  ["format", TIDY],
  ["ruff-fix", USED],
  ["fix", BOTH],
] as const)("%s", (verb, fixed) => {
  it("changes that and nothing else in the working tree, says what, and has nothing to do the second time", async () => {
    const folder = project({ "src/a.py": UGLY, "src/pkg/clean.py": CLEAN, "other/b.py": UGLY, "src/notes.txt": " x " });
    const before = contentsOf(folder);
    const { code, stdout } = await drydock(folder, [verb]);
    expect(code).toBe(0);
    expect(stdout).toBe("fixed  src/a.py\nFiles changed: 1");
    expect(contentsOf(folder)).toEqual({ ...before, "src/a.py": fixed });
    expect(await drydock(folder, [verb])).toMatchObject({ code: 0, stdout: "Nothing to change" });
    expect(contentsOf(folder)).toEqual({ ...before, "src/a.py": fixed });
  });

  it("keeps the file's mode and its line endings", async () => {
    const folder = project({ "src/a.py": UGLY.replaceAll("\n", "\r\n") });
    chmodSync(join(folder, "src/a.py"), 0o755);
    expect((await drydock(folder, [verb])).code).toBe(0);
    expect(readFileSync(join(folder, "src/a.py"), "utf8")).toBe(fixed.replaceAll("\n", "\r\n"));
    expect(statSync(join(folder, "src/a.py")).mode & 0o7777).toBe(0o755);
  });

  it("leaves a file with a syntax error as it is, fixes the others, and exits 1", async () => {
    const folder = project({ "src/a.py": UGLY, "src/bad.py": "def   broken(:\n" });
    const { code, stdout } = await drydock(folder, [verb]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/src\/bad\.py:1:\d+/);
    expect(contentsOf(folder)).toMatchObject({ "src/a.py": fixed, "src/bad.py": "def   broken(:\n" });
  });
});

describe("--diff", () => {
  it.each([
    ["format", TIDY],
    ["ruff-fix", USED],
    ["fix", BOTH],
  ])("of %s prints a patch that git applies, exits 1, and writes nothing", async (verb, fixed) => {
    const folder = project({ "src/a.py": UGLY, "src/pkg/clean.py": CLEAN });
    const before = contentsOf(folder);
    const { code, stdout, stderr } = await drydock(folder, [verb, "--diff"]);
    expect([code, contentsOf(folder)]).toEqual([1, before]);
    expect(stderr).toContain("Files that would change: 1");
    execFileSync("git", ["apply", "-"], { cwd: folder, input: `${stdout}\n` });
    expect(contentsOf(folder)).toEqual({ ...before, "src/a.py": fixed });
    expect(await drydock(folder, [verb, "--diff"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("leaves out what no fix mends, but a file that could not be read is told, and exits 1", async () => {
    const folder = project({ "src/a.py": '"""A module."""\n\nprint(missing)\n' });
    expect(await drydock(folder, ["ruff-fix", "--diff"])).toMatchObject({ code: 0, stdout: "" });
    put(folder, "src/bad.py", "def   broken(:\n");
    const { code, stdout, stderr } = await drydock(folder, ["format", "--diff"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^left out {2}src\/bad\.py:1: /m);
  });

  it("is part of the JSON, and in colour where that is wanted", async () => {
    const folder = project({ "src/a.py": UGLY });
    const { stdout } = await drydock(folder, ["format", "--diff", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      changed: ["src/a.py"],
      conflicts: [],
      diff: expect.stringContaining("\n+ANSWER = 42\n"),
      run: { verdict: "passed" },
    });
    const shown = await drydock(folder, ["format", "--diff", "--color", "always"]);
    expect(shown.stdout).toContain("\n\x1b[32m+ANSWER = 42\x1b[39m");
  });

  it("is no command to GitHub's runner, and still applies", async () => {
    const folder = project({ "src/a.py": '"""A module.\n\n::error::x\n"""\n\nANSWER  =  42\n' });
    const { stdout } = await drydock(folder, ["format", "--diff"], { GITHUB_ACTIONS: "true" });
    const [, word] = /^::stop-commands::(\S+)\n/.exec(stdout) ?? [];
    expect(stdout.endsWith(`\n::${word}::`)).toBe(true);
    execFileSync("git", ["apply", "-"], { cwd: folder, input: `${stdout}\n` });
    expect(contentsOf(folder)["src/a.py"]).toContain("\n::error::x\n");
    expect(contentsOf(folder)["src/a.py"]).toContain("\nANSWER = 42\n");
  });

  it("is broken if the tool is, if a file is saved meanwhile, and misuse with a report", async () => {
    const folder = project({ "src/a.py": UGLY });
    const broken = { DRYDOCK_CACHE: cacheWithRuff('echo "X = 1" > src/a.py; kill -s KILL $$') };
    const died = await drydock(folder, ["ruff-fix", "--diff"], broken);
    expect([died.code, died.stdout]).toEqual([2, ""]);
    expect(died.stderr).toContain("SIGKILL");
    const saving = cacheWithRuff(`echo "SAVED = 1" > '${folder}/src/a.py'; exec "$(dirname "$0")/real" "$@"`);
    const saved = await drydock(folder, ["ruff-fix", "--diff"], { DRYDOCK_CACHE: saving });
    expect([saved.code, saved.stdout]).toEqual([2, ""]);
    expect(saved.stderr).toContain("src/a.py changed meanwhile; run again");
    const misuse = await drydock(folder, ["fix", "--diff", "--report", "json=out.json"]);
    expect(misuse).toMatchObject({ code: 2, stderr: expect.stringContaining("--diff writes nothing") });
  });
});

it("ruff-fix reports what it could not fix, and exits 1", async () => {
  const folder = project({ "src/a.py": '"""A module."""\n\nprint(missing)\n' });
  const { code, stdout } = await drydock(folder, ["ruff-fix"]);
  expect(code).toBe(1);
  expect(stdout).toContain("F821");
});

it("an interruption while the tool is at work leaves the tree as it was", async () => {
  const meeting = temporary();
  const folder = project({ "src/a.py": UGLY });
  const before = contentsOf(folder);
  const cache = cacheWithRuff(`echo "X = 1" > a.py; touch '${meeting}/began'; exec sleep 600`);
  const stop = new AbortController();
  const run = callCli(["ruff-fix"], { cwd: folder, env: { DRYDOCK_CACHE: cache }, signal: stop.signal });
  await eventually("the tool is at work", () => existsSync(join(meeting, "began")), 60);
  stop.abort(new DrydockError("interrupted", "Interrupted."));
  const { code, stdout, stderr } = await run;
  expect(code).toBe(130);
  expect(stdout).toBe("");
  expect(stderr).toContain("Interrupted");
  expect(contentsOf(folder)).toEqual(before);
});

it("a tool that breaks half-way changes nothing in the tree", async () => {
  const folder = project({ "src/a.py": UGLY });
  const before = contentsOf(folder);
  const cache = cacheWithRuff('echo "X = 1" > a.py; kill -s KILL $$');
  const { code, stdout } = await drydock(folder, ["ruff-fix"], { DRYDOCK_CACHE: cache });
  expect(code).toBe(2);
  expect(stdout).toContain("SIGKILL");
  expect(contentsOf(folder)).toEqual(before);
});

it("a file that is saved while it is being fixed is left alone, and the user is told", async () => {
  const folder = project({ "src/a.py": UGLY, "src/b.py": UGLY });
  const cache = cacheWithRuff(`echo "SAVED = 1" > '${folder}/src/a.py'; exec "$(dirname "$0")/real" "$@"`);
  const { code, stdout } = await drydock(folder, ["ruff-fix"], { DRYDOCK_CACHE: cache });
  expect(code).toBe(2);
  expect(stdout).toContain("left alone  src/a.py");
  expect(stdout).toContain("fixed  src/b.py");
  expect(contentsOf(folder)).toMatchObject({ "src/a.py": "SAVED = 1\n", "src/b.py": USED });
});

it("a file's attributes go over to the new one", async ({ skip }) => {
  const folder = project({ "src/a.py": UGLY });
  const path = join(folder, "src/a.py");
  const ask = (code: string) =>
    execFileSync("python3", ["-c", `import os, sys\n${code}`, path], { stdio: "pipe" }).toString();
  try {
    ask('os.setxattr(sys.argv[1], "user.note", b"mine")');
  } catch {
    skip("no attributes here");
  }
  const { ino } = statSync(path);
  expect((await drydock(folder, ["format"])).code).toBe(0);
  expect(ask('print(os.getxattr(sys.argv[1], "user.note"))')).toBe("b'mine'\n");
  expect(statSync(path).ino).not.toBe(ino);
  expect(readdirSync(join(folder, ".git")).sort()).toEqual(["HEAD", "objects", "refs"]);
});

it("a file that a killed fix was writing is restored by the next run, which says so", async () => {
  const folder = project({ "src/a.py": UGLY });
  linkSync(join(folder, "src/a.py"), join(temporary(), "other.py"));
  const write = "(file, bytes) => { writeSync(file, bytes, 0, 30, 0); die(); }";
  const killed = fixElsewhere(join(folder, "src"), TIDY.toUpperCase(), { repository: folder, write });
  expect(killed.signal).toBe("SIGKILL");
  expect(readFileSync(join(folder, "src/a.py"), "utf8")).not.toBe(UGLY);
  const { stdout } = await drydock(folder, ["format-check"]);
  expect(stdout).toContain("'src/a.py' was partly written when a fix was killed");
  expect(contentsOf(folder)["src/a.py"]).toBe(UGLY);
  expect(readdirSync(join(folder, ".git")).sort()).toEqual(["HEAD", "objects", "refs"]);
});

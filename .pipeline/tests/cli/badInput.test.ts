import { chmodSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { CLI, project, put, temporary } from "../support/cli.ts";
import { ownCache } from "../support/ownCache.ts";

const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';
const NOT_GREEN = [1, 2];

describe("what is not there", () => {
  it("a missing source is misuse that names it", async () => {
    const { code, stderr } = await drydock(project({}), ["run-all", "--source", "nowhere"]);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no file or folder "nowhere".');
  });

  it("a missing config folder is misuse that names it and the option", async () => {
    const folder = project({ "src/a.py": CLEAN });
    const { code, stderr } = await drydock(folder, ["run-all", "--config", "nowhere"]);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no config folder: "nowhere" does not exist.');
  });
});

it("who formats with Ruff needs no config for Black", async () => {
  const settings = '{ "formatter": "ruff" }';
  const folder = project({ "src/a.py": CLEAN, ".config/black.toml": null, ".config/drydock.json": settings });
  expect((await drydock(folder, ["format-check"])).code).toBe(0);
  expect((await drydock(folder, ["ruff"])).code).toBe(0);
});

const CONFIGS = [
  ["lint", ".pylintrc", "[MAIN\nx", "[MAIN]\nno-such-option=1\n"],
  ["format-check", "black.toml", "[tool.black\n", "[tool.black]\nno-such-option = 1\n"],
  ["typecheck", "mypy.ini", "[mypy\nstrict", "[mypy]\nno_such_option = 1\n"],
  ["ruff", "pyproject.toml", "[tool.ruff\n", "[tool.ruff]\nno-such-option = 1\n"],
] as const;

describe.each(CONFIGS)("the config of %s", (verb, file, malformed, unknown) => {
  it("may be missing: the tool's defaults count, and a notice says so", async () => {
    const folder = project({ "src/a.py": CLEAN, [`.config/${file}`]: null });
    const { code, stdout } = await drydock(folder, [verb]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/No config was found for \w+: the tools' defaults count\./);
  });

  it("breaks the check when it is malformed", async () => {
    const folder = project({ "src/a.py": CLEAN, [`.config/${file}`]: malformed });
    const { code, stdout } = await drydock(folder, [verb]);
    expect(code).toBe(2);
    expect(stdout).toContain(file);
  });

  it("has an unknown option named as its tool takes it, and breaks the check where the settings are strict", async () => {
    const folder = project({ "src/a.py": CLEAN, [`.config/${file}`]: unknown });
    const { code, stdout } = await drydock(folder, [verb]);
    // Ruff itself refuses to run.
    expect(code).toBe(verb === "ruff" ? 2 : 0);
    expect(stdout).toMatch(/no[-_]such[-_]option/);
    put(folder, ".config/drydock.json", '{ "strictConfig": true }');
    const strict = await drydock(folder, [verb]);
    expect(strict.code).toBe(2);
    expect(strict.stdout).toMatch(/no[-_]such[-_]option/);
  });
});

it.each([
  ["format-check", "black.toml", "[black]\nline-length = 10\n", "tool.black"],
  ["ruff", "pyproject.toml", "[ruff]\nline-length = 10\n", "tool.ruff"],
])("%s is broken when %s lacks the table that the tool reads", async (verb, file, text, section) => {
  const folder = project({ "src/a.py": CLEAN, [`.config/${file}`]: text });
  const { code, stdout } = await drydock(folder, [verb]);
  expect(code).toBe(2);
  expect(stdout).toContain(`[${section}]`);
});

it("ruff never rewrites the source in a check, whatever its config asks for", async () => {
  const text = '[tool.ruff]\nfix = true\nfix-only = true\n[tool.ruff.lint]\nselect = ["F"]\n';
  const folder = project({ "src/a.py": "import os\n", ".config/pyproject.toml": text });
  expect((await drydock(folder, ["ruff"])).code).toBe(1);
});

describe("source that is no good Python", () => {
  it("a NUL byte breaks a check again when what the tool said is replayed", async () => {
    const folder = project({ "src/a.py": 'X = "\0"\n', "src/b.py": "import os\n" });
    const env = { DRYDOCK_CACHE: ownCache() };
    for (const again of [false, true]) {
      const { code, stdout } = await drydock(folder, ["ruff"], env);
      expect(code).toBe(2);
      expect(stdout).toMatch(/src\/a\.py contains a NUL byte/);
      expect(stdout).toMatch(/^F401 .*\n --> src\/b\.py:1:8 /m);
      // What the tools said is stored all the same: the file is judged each time.
      expect(stdout).toMatch(again ? /ruff broken \(.*cached\)/ : /ruff broken \(1 note in 2 files\)/);
    }
  });

  it("two files of one module name are never green for mypy", async () => {
    const folder = project({ "src/one/same.py": CLEAN, "src/two/same.py": CLEAN });
    const { code, stdout } = await drydock(folder, ["typecheck"]);
    expect(NOT_GREEN).toContain(code);
    expect(stdout).toContain("same");
  });

  it("a line of 5 MB gets its verdict", async () => {
    const folder = project({ "src/a.py": `"""A module."""\n\nTEXT = "${"x".repeat(5_000_000)}"\n` });
    const { code, stdout } = await drydock(folder, ["ruff"]);
    expect(code).toBe(1);
    expect(stdout).toContain("src/a.py:3:121");
    expect(stdout).toContain("E501");
  });
});

describe("odd files", () => {
  const NAMES = ["with space.py", "quote'\".py", "new\nline.py", "-dash.py", "<b>.py"];

  it.each(NAMES)("%j gets its finding at its own path", async (name) => {
    const folder = project({ [`src/${name}`]: "import os\n" });
    const { code, stdout } = await drydock(folder, ["ruff", "--json"]);
    expect(code).toBe(1);
    const findings = JSON.parse(stdout).results[0].findings as { path: string; rule: string }[];
    expect(findings).toContainEqual(expect.objectContaining({ path: `src/${name}`, rule: "F401" }));
  });

  it("an unreadable file is named before any tool runs", async () => {
    const folder = project({ "src/a.py": CLEAN, "src/secret.py": CLEAN });
    if (process.getuid?.() === 0) return unreadableAsNobody(folder);
    chmodSync(join(folder, "src/secret.py"), 0);
    const { code, all } = await drydock(folder, ["run-all"]);
    expect(code).toBe(2);
    expect(all).toContain("secret.py");
  });
});

describe("settings", () => {
  it.each([
    ["an unknown key", '{ "pyton": "3.13" }', "pyton"],
    ["an unknown check", '{ "checks": ["lnt"] }', "lnt"],
    ["malformed JSON", '{ "python": ', "drydock.json"],
  ])("%s is misuse, and named", async (_, text, named) => {
    const folder = project({ "src/a.py": CLEAN, ".config/drydock.json": text });
    const { code, stderr } = await drydock(folder, ["run-all"]);
    expect(code).toBe(2);
    expect(stderr).toContain(named);
  });

  it("an unknown option and a bad value are misuse", async () => {
    const folder = project({ "src/a.py": CLEAN });
    expect((await drydock(folder, ["lint", "--no-such-option"])).code).toBe(2);
    expect((await drydock(folder, ["lint", "--jobs", "none"])).code).toBe(2);
    expect((await drydock(folder, ["no-such-verb"])).code).toBe(2);
    expect((await drydock(temporary(), ["lint", "--python", "snake"])).code).toBe(2);
  });
});

/**
 * Root reads everything, so the run is another user's, with a cache of its own. No tool is reached, so its uv is one
 * that can fetch nothing.
 */
async function unreadableAsNobody(folder: string): Promise<void> {
  const cache = temporary();
  for (const path of [folder, cache]) chmodSync(path, 0o777);
  put(cache, "bin/uv", '#!/bin/sh\n[ "$1" = --version ] && echo "uv 0.13.0"\n');
  chmodSync(join(cache, "bin/uv"), 0o755);
  put(folder, "src/secret.py", CLEAN);
  chmodSync(join(folder, "src/secret.py"), 0);
  const result = await execa(process.execPath, [CLI, "ruff"], {
    cwd: folder,
    env: { DRYDOCK_CACHE: join(cache, "c"), HOME: cache, CI: "1", PATH: `${cache}/bin:${process.env["PATH"]}` },
    uid: 65534,
    gid: 65534,
    reject: false,
  });
  expect(result.exitCode).toBe(2);
  expect(result.stderr + result.stdout).toContain("secret.py");
}

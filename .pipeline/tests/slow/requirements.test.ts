import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put } from "../support/cli.ts";
import { jsonRun } from "../support/jsonRun.ts";

/** An application whose import is in no tool's own environment. */
const FILES = {
  "src/signing.py": [
    '"""Signed texts."""',
    "",
    "from itsdangerous import Signer",
    "",
    "",
    "def signed(text: str) -> bytes:",
    '    """Return the text with its signature."""',
    '    return Signer("secret").sign(text)',
    "",
  ].join("\n"),
  "src/test_signing.py": [
    '"""Tests of the signatures."""',
    "",
    "from signing import signed",
    "",
    "",
    "def test_signed() -> None:",
    '    """A signature follows the text."""',
    '    assert signed("text").startswith(b"text.")',
    "",
  ].join("\n"),
  "requirements.txt": "itsdangerous==2.2.0\n",
};
const PYPROJECT = `[project]
name = "signing"
version = "1"
requires-python = ">=3.13"
[project.optional-dependencies]
web = ["itsdangerous==2.2.0"]
[dependency-groups]
dev = ["itsdangerous==2.2.0"]
[tool.uv]
default-groups = []
`;
const HASH = "c6242fc49e35958c8b15141343aa660db5fc54d4f13a1db01a3f5891b98700ef";
const UV_LOCK = `version = 1
revision = 1
requires-python = ">=3.13"

[[package]]
name = "itsdangerous"
version = "2.2.0"
source = { registry = "https://example.org/simple" }
wheels = [{ url = "https://example.org/itsdangerous-2.2.0-py3-none-any.whl", hash = "sha256:${HASH}" }]

[[package]]
name = "signing"
version = "1"
source = { virtual = "." }

[package.optional-dependencies]
web = [{ name = "itsdangerous" }]

[package.dev-dependencies]
dev = [{ name = "itsdangerous" }]
`;
const CHECKS = ["lint", "typecheck", "test"];
const WITHOUT = { python: "3.13", checks: CHECKS };

describe("an application whose imports need its requirements", () => {
  it("is clean for Pylint, mypy and pytest when the settings name them", async () => {
    const { code, run } = await jsonRun(application({ ...WITHOUT, requirements: "requirements.txt" }), ["run-all"]);
    expect(run.results.flatMap(({ findings, notices, reason }) => [...findings, ...notices, reason ?? ""])).toEqual([
      "",
      "",
      "",
    ]);
    expect(code).toBe(0);
  });

  it("is clean when --requirements names them", async () => {
    expect((await drydock(application(WITHOUT), ["typecheck", "--requirements", "requirements.txt"])).code).toBe(0);
  });

  it.each(["uv.lock[web]", "uv.lock[group:dev]", "pyproject.toml[web]", "pyproject.toml[group:dev]"])(
    "is clean when %s is named, which leaves the tree as it is",
    async (words) => {
      const folder = project({ ...FILES, "pyproject.toml": PYPROJECT, "uv.lock": UV_LOCK });
      const before = readdirSync(folder);
      const { code, stdout } = await drydock(folder, ["typecheck", "--requirements", words, "--python", "3.13"]);
      expect(stdout).toContain("typecheck passed");
      expect(code).toBe(0);
      expect(readdirSync(folder)).toEqual(before);
      expect(readFileSync(join(folder, "uv.lock"), "utf8")).toBe(UV_LOCK);
    },
  );

  it("fails with uv.lock alone where the package is in an extra", async () => {
    const folder = project({ ...FILES, "pyproject.toml": PYPROJECT, "uv.lock": UV_LOCK });
    const words = ["typecheck", "--requirements", "uv.lock", "--python", "3.13"];
    const { code, stdout } = await drydock(folder, words);
    expect(stdout).toContain("1 package is not installed: itsdangerous. Add what the application needs");
    expect(code).toBe(1);
  });

  it.each(["typecheck", "lint", "test"])("fails in %s without them, at the import", async (verb) => {
    const { code, run } = await jsonRun(application(WITHOUT), [verb]);
    expect(code).toBe(1);
    expect(run.results[0]?.findings.map(({ path, line }) => `${path}:${line}`)).toContain("src/signing.py:3");
  });

  it.each(["lint", "typecheck", "test"])("is told by a notice of %s that requirements can be named", async (verb) => {
    const { run } = await jsonRun(application(WITHOUT), [verb]);
    expect(run.notices.join("\n")).toMatch(
      /^1 package is not installed: itsdangerous\. .*--requirements requirements\.txt, /m,
    );
  });

  it("is broken, with the installer's words, when a requirement does not exist", async () => {
    const folder = application({ ...WITHOUT, requirements: "requirements.txt" }, "itsdangerous==0.0.0.1\n");
    const { code, stdout } = await drydock(folder, ["typecheck"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/environment of the application .*could not be created/);
    expect(stdout).toContain("itsdangerous==0.0.0.1");
  });
});

describe("an application that is itself in its requirements", () => {
  const PROJECT = {
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\n[tool.setuptools]\npackages = ["lib"]\n',
    "lib/__init__.py": '"""A library."""\n\nfrom lib.word import WORD\n\n__all__ = ["WORD"]\n',
    "lib/word.py": '"""Its word."""\n\nWORD = "one"\n',
    "src/test_lib.py":
      '"""Tests."""\n\nfrom lib import WORD\n\n\ndef test_word() -> None:\n    """One."""\n    assert WORD == "one"\n',
    ".config/drydock.json": JSON.stringify({ python: "3.13", requirements: "requirements.txt" }),
  };

  it.each([".\n", "-e .\n"])(
    "leaves nothing in the tree, and is replayed until it changes: %j",
    async (requirements) => {
      const folder = project({ ...PROJECT, "requirements.txt": requirements });
      const before = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
      const first = await jsonRun(folder, ["test"]);
      expect([first.code, first.run.results.map(({ cached }) => cached)]).toEqual([0, [false]]);
      expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()).toEqual(before);
      expect((await jsonRun(folder, ["test"])).run.results.map(({ cached }) => cached)).toEqual([true]);
      put(folder, "lib/word.py", '"""Its word."""\n\nWORD = "two"\n');
      const { code, run } = await jsonRun(folder, ["test"]);
      expect([code, run.results[0]?.findings.map(({ path }) => path)]).toEqual([1, ["src/test_lib.py"]]);
      expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()).toEqual(before);
    },
  );
});

describe("an application that comes from a wheel behind a wheel", () => {
  const WHEELS = `import sys, zipfile
for name, needs in ("front", f"Requires-Dist: behind @ file://{sys.argv[1]}/behind-1-py3-none-any.whl\\n"), ("behind", ""):
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n{needs}")
        wheel.writestr(f"{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{name}-1.dist-info/RECORD", "")
`;

  it("is never replayed, and told why", async () => {
    const folder = project({
      "src/main.py": '"""Nothing."""\n',
      "requirements.txt": "./front-1-py3-none-any.whl\n",
      ".config/drydock.json": JSON.stringify({ python: "3.13", requirements: "requirements.txt" }),
    });
    spawnSync("python3", ["-c", WHEELS, folder]);
    for (const _time of ["first", "second"]) {
      const { code, stderr } = await drydock(folder, ["typecheck", "--explain"]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/installed from .*behind-1-py3-none-any\.whl too, which only a package names/);
      expect(stderr).toContain("typecheck runs because");
    }
  });
});

function application(settings: object, requirements = FILES["requirements.txt"]): string {
  return project({ ...FILES, "requirements.txt": requirements, ".config/drydock.json": JSON.stringify(settings) });
}

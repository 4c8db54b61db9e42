import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drydock } from "../support/callCli.ts";
import { testFolder } from "../support/testFolder.ts";

const CODE = "import os\n";
const PYPROJECT =
  '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.9,<3.13"\n[tool.ruff]\nline-length = 100\n';

function checkout(files: Readonly<Record<string, string>>): string {
  const folder = testFolder(files);
  execFileSync("git", ["init", "-q"], { cwd: folder });
  return folder;
}

test("drydock init writes what differs and ends with the verdict that run-all then gives, and its exit code", async () => {
  const folder = checkout({ "app/__init__.py": CODE, "pyproject.toml": PYPROJECT });
  const { code, stdout } = await drydock(folder, ["init"]);
  expect(JSON.parse(readFileSync(join(folder, ".config/drydock.json"), "utf8"))).toEqual({ python: "3.12" });
  const [before = "", verdict = ""] = stdout.split(/(?<=^Wrote \.config\/drydock\.json\n)/m);
  expect(before).toContain('python      3.12: requires-python in pyproject.toml is ">=3.9,<3.13"\n');
  expect(verdict).toMatch(/^F401 .*\n +--> \S*app\/__init__\.py:1:8/m);
  const again = await drydock(folder, ["run-all"]);
  // The last lines have times, and what came from the cache.
  const findings = (text: string) => text.trim().split("\n").slice(0, -2);
  expect(findings(verdict)).toEqual(findings(again.stdout));
  expect({ code, again: again.code }).toEqual({ code: 1, again: 1 });
});

test("a run tells that the Python which the user chose is not the one that mypy checks for", async () => {
  const folder = checkout({ "app.py": '"""App."""\n', "mypy.ini": "[mypy]\npython_version = 3.11\n" });
  const said = "python_version in mypy.ini is 3.11, so mypy checks for Python 3.11 and not for 3.13.";
  expect((await drydock(folder, ["typecheck", "--python", "3.13"])).stdout).toContain(said);
  // It is nothing to Ruff, and nobody chose the default.
  expect((await drydock(folder, ["ruff", "--python", "3.13"])).stdout).not.toContain(said);
  expect((await drydock(folder, ["typecheck"])).stdout).not.toContain(said);
});

test("a package of one module that nothing configures is one file to every tool, and passes", async () => {
  const folder = checkout({ "app/__init__.py": '"""App."""\n' });
  const { code, stdout } = await drydock(folder, ["run-all"]);
  expect(stdout).toMatch(
    /lint passed \(1 file, score [\d.]+\/10\).*format passed \(1 file\).*typecheck passed.*ruff passed \(1 file\)/,
  );
  expect(code).toBe(0);
});

import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project } from "../support/cli.ts";

const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';

describe("a name that is not valid UTF-8", () => {
  it("of another file, which Ruff cannot keep in its cache, is checked all the same", async () => {
    const folder = project({ "src/b.py": CLEAN });
    const book = {
      cells: [{ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: ["import os"] }],
    };
    const text = JSON.stringify({
      ...book,
      metadata: { language_info: { name: "python" } },
      nbformat: 4,
      nbformat_minor: 5,
    });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/src/d`), Buffer.from([0xe9]), Buffer.from(".ipynb")]), text);
    const { code, stdout } = await drydock(folder, ["ruff"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^F401 /m);
  });
});

describe("what was not looked at", () => {
  it.each<[string, string, Record<string, string>]>([
    ["lint", '"ignore-patterns"', { ".config/.pylintrc": "[MAIN]\nignore-patterns=.*\n" }],
    ["format-check", '"extend-exclude"', { ".config/black.toml": "[tool.black]\nextend-exclude='.*'\n" }],
    ["format", '"extend-exclude"', { ".config/black.toml": "[tool.black]\nforce-exclude='.*'\n" }],
    ["typecheck", '"exclude"', { ".config/mypy.ini": "[mypy]\nexclude = .*\n" }],
    ["ruff", '"include"', { ".config/pyproject.toml": "[tool.ruff]\ninclude = ['nowhere/*.py']\n" }],
    ["ruff", '"include"', { ".config/pyproject.toml": "[tool.ruff.lint]\nexclude = ['*']\n" }],
  ])("%s whose config leaves it no file is broken, and told to look at %s", async (verb, setting, files) => {
    const { code, stdout } = await drydock(project({ "src/a.py": CLEAN, ...files }), [verb]);
    expect(code).toBe(2);
    expect(stdout).toContain("looked at no files, although the source has files for it.");
    expect(stdout).toContain(setting);
  });

  it("a source without any file to check is broken in every report, unless that is allowed", async () => {
    const folder = project({ "src/notes.txt": "" });
    for (const verb of ["run-all", "lint", "fix"]) {
      const { code, stdout } = await drydock(folder, [verb]);
      expect(code).toBe(2);
      expect(stdout).toContain(
        "Nothing was checked: there is no .py file in the repository.\n  Name the folder with --source",
      );
    }
    const { code, stdout } = await drydock(folder, ["run-all", "--allow-empty", "--report", "badge=-"]);
    expect(code).toBe(0);
    expect(stdout).toContain("skipped");
    const { stdout: badge } = await drydock(folder, ["run-all", "--report", "badge=-"]);
    expect(badge).toContain("quality: broken");
  });
});

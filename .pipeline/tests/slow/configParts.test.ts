import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project, put } from "../support/cli.ts";
import { cachedOf, jsonRun, timeless } from "../support/jsonRun.ts";
import { ownCache } from "../support/ownCache.ts";

const PYPROJECT = `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.12"

[tool.black]
line-length = 60

[tool.mypy]
strict = true

[tool.pylint.main]
disable = ["missing-module-docstring"]
`;
const CODE = 'def greet(name, greeting="Good morning to you, dear"):\n    return greeting + name\n';
const ALL = ["lint", "format", "typecheck", "ruff"];

// Ruff lints the file itself. What is replayed is what the tools say when they run.
it.each<[string, string, string, readonly string[]]>([
  ["a version, a comment, dependencies", '"1.0"', '"2.0" # "\ndependencies = [\n  "a",\n]', ["ruff"]],
  ["the oldest Python", ">=3.12", ">=3.13", ["format", "ruff"]],
  ["Pylint's table", '"missing-module-docstring"', '"missing-function-docstring"', ["lint", "ruff"]],
  ["a table that makes another tool find its config", "[tool.mypy]", "[tool.ruff]\n[tool.mypy]", ["ruff"]],
  ["a table that is gone", "[tool.mypy]\nstrict = true\n", "", ["typecheck", "ruff"]],
  ["no TOML", "[tool.mypy]", "[tool.mypy", ALL],
])("an edit of pyproject.toml runs what reads it: %s", async (_, from, to, again) => {
  const settings = '{ "python": "3.13", "source": ["src"] }';
  const configs = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml"].map((name) => [`.config/${name}`, null]);
  const files = { "src/shop.py": CODE, "pyproject.toml": PYPROJECT, ".config/drydock.json": settings };
  const folder = project({ ...Object.fromEntries(configs), ...files });
  const env = { DRYDOCK_CACHE: ownCache() };
  await jsonRun(folder, ["run-all"], env);
  put(folder, "pyproject.toml", readFileSync(join(folder, "pyproject.toml"), "utf8").replace(from, to));
  const { stdout, stderr, run } = await jsonRun(folder, ["run-all", "--explain"], env);
  expect(ALL.filter((check) => !cachedOf(run).includes(check))).toEqual(ALL.filter((check) => again.includes(check)));
  for (const check of again)
    expect(stderr).toMatch(
      new RegExp(`${check} runs because .*\\bpyproject\\.toml (?:changed|is new|could not be parsed)`),
    );
  expect(timeless(stdout)).toBe(timeless((await jsonRun(folder, ["run-all", "--no-cache"], env)).stdout));
});

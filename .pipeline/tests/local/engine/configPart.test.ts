import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partDigest } from "../../../local/engine/configPart.ts";
import { BLACK } from "../../../src/checks/black.ts";
import { MYPY } from "../../../src/checks/mypy.ts";
import { PYLINT } from "../../../src/checks/pylint.ts";
import type { ToolSpec } from "../../../src/checks/rows.ts";

const PYPROJECT = `# Settings.
[project]
name = "shop"
version = "1.0"
requires-python = ">=3.11"
urls = { home = "https://example.com/{x}" }

[tool.black]
line-length = 88

[tool.mypy]
strict = true
`;
const SETUP =
  "[metadata]\nname = shop\nversion = 1.0\n\n[DEFAULT]\na = 1\n\n[mypy]\nstrict = True\n\n[pylint]\njobs = 1\n";

describe.each<[string, string, ToolSpec, [string, string][], [string, string][]]>([
  [
    "pyproject.toml",
    PYPROJECT,
    BLACK,
    [
      ["# Settings", "# More"],
      ['"1.0"', '"1.1"'],
      ['name = "shop"', 'name = "shop"\ndependencies = [\n  "a>=1",\n]'],
      ["strict = true", "strict = false\n[tool.ruff]"],
    ],
    [
      ["3.11", "3.12"],
      ["requires-python", "requires_python"],
      ["88", "99"],
      ["88", "88.0"],
      ["88", '"88"'],
      ["[tool.black]\n", "[tool.black]\nskip-magic-trailing-comma = true\n"],
      ["[tool.black]\nline-length = 88\n", ""],
      ["[tool.black]\nline-length = 88\n", "[tool.black]\n"],
    ],
  ],
  [
    "pyproject.toml",
    PYPROJECT,
    MYPY,
    [
      ["3.11", "3.12"],
      ["88", "99"],
    ],
    [
      ["strict = true", "strict = false"],
      ["[tool.mypy]", "[tool.other]"],
      ["[tool.mypy]\n", '[tool.mypy]\noverrides = [{ module = "a", ignore_errors = true }]\n'],
    ],
  ],
  [
    "setup.cfg",
    SETUP,
    MYPY,
    [
      ["version = 1.0", "version = 1.1; b"],
      ["jobs = 1", "jobs = 2"],
    ],
    [
      ["True", "False"],
      ["a = 1", "a = 2"],
      ["version", "name"],
      ["name = shop", "name shop"],
      ["[pylint]", "[mypy-a]"],
      ["name = shop", "name = shop\n  [mypy]"],
    ],
  ],
  ["setup.cfg", SETUP, PYLINT, [["True", "False"]], [["jobs = 1", "jobs = 2"]]],
])("of %s, as %#", (path, text, tool, others, own) => {
  const digest = (content: string) =>
    partDigest(Buffer.from(content), path, tool.config?.places.filter(({ file }) => file === path) ?? []);

  it.each(others)(`what ${tool.name} does not read may change: %j to %j`, (from, to) => {
    expect(text).toContain(from);
    expect(digest(text.replace(from, to))).toBe(digest(text));
    expect(digest(text)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(own)(`what ${tool.name} reads may not: %j to %j`, (from, to) => {
    expect(text).toContain(from);
    expect(digest(text.replace(from, to))).not.toBe(digest(text));
  });
});

const ofBlack = (text: string | Buffer) =>
  partDigest(Buffer.from(text as string), "pyproject.toml", BLACK.config?.places ?? []);

// What this program's reader of TOML takes and Python's does not: then a tool may fail by a table that is not its own.
it.each([
  ["is not TOML", "[tool.black"],
  ["is not UTF-8", Buffer.from([0x23, 0xff])],
  ["begins with a mark of its order of bytes", "\ufeff[tool.black]\n"],
  ["has a line break in an inline table", "a = {\n  b = 1\n}\n"],
  ["hides it in a comment", "a = { # }\n b = 1 } # {\n"],
  ["hides it in strings", 'a = { b = "}",\n c = "{" }\n'],
  ["hides it in a string of lines", 'a = { b = """\n""", c = { d = 1\n } }\n'],
  ["has a last comma in one", "a = { b = 1, }\n"],
  ["has an escape of TOML 1.1", 'a = "\\e"\n'],
  ["has a date, which may be none", "a = 2026-02-30\n"],
  ["has a time without seconds", "[b]\na = [[10:30]]\n"],
  ["is deeper than Python follows", `a = ${"[".repeat(600)}${"]".repeat(600)}\n`],
  ["names a plugin, which may read more", '[tool.black]\nplugins = ["a"]\n'],
  ["names itself where the tool reads it", '[tool.black]\nextend-exclude = "pyproject.toml"\n'],
])("a file that %s counts as a whole", (_, text) => {
  expect(ofBlack(text)).toBeUndefined();
});

it("a file that no tool has a part in counts as a whole", () => {
  expect(partDigest(Buffer.from(PYPROJECT), "pyproject.toml", [])).toBeUndefined();
  expect(partDigest(Buffer.from("[mypy]\n"), "mypy.ini", [{ file: "mypy.ini" }])).toBeUndefined();
});

it("what stands where a table should be counts, since a tool fails by it", () => {
  expect(ofBlack("tool = 1\n")).not.toBe(ofBlack(""));
  expect(ofBlack("project = 1\n")).not.toBe(ofBlack("project = 2\n"));
  expect(ofBlack("[[tool]]\nblack = 1\n")).not.toBe(ofBlack("[tool]\nblack = 1\n"));
});

it("a table of another tool, whatever its name and value, changes nothing", () => {
  const name = fc.string({ unit: "binary-ascii" }).filter((text) => text !== "black");
  fc.assert(
    fc.property(name, fc.string(), (key, value) => {
      const words = (text: string) => `"${text.replace(/[^ !#-[\]-~]/g, "")}"`;
      expect(ofBlack(`${PYPROJECT}[tool.x.${words(key)}]\n${words(value)} = ${words(key)}\n`)).toBe(ofBlack(PYPROJECT));
    }),
  );
});

import { describe, expect, test } from "vitest";
import { configPaths, describeTargets, foundTargets, isInside, resolveConfigs } from "../../../src/flow/project.ts";

test("a path is inside a folder that it is, or is below, and not in one whose name it begins with", () => {
  expect(["src", "src/a.py", "srcs/a.py", "a/src"].map((path) => isInside(path, ["src"]))).toEqual([
    ...[true, true, false, false],
  ]);
  expect(isInside("anything/else", ["src", "."])).toBe(true);
  expect(isInside("src", [])).toBe(false);
});

describe("what is checked where nobody says it", () => {
  test("is src alone where it holds a file for some check", () => {
    expect(foundTargets(["a.py", "tests/test_a.py", "src/app/main.py"], ".")).toEqual(["src"]);
    expect(foundTargets(["a.py", "src/page.php"], ".")).toEqual(["src"]);
  });

  test("is not src where that holds nothing to check, or is a file", () => {
    expect(foundTargets(["a.py", "src/README.md"], ".")).toEqual(["a.py"]);
    expect(foundTargets(["a.py", "src"], ".")).toEqual(["a.py"]);
  });

  test("is the packages, the tests and the modules of a flat project, in one order", () => {
    const files = ["shop/__init__.py", "setup.py", "tests/unit/deep/test_a.py", "README.md", "admin/sub/__init__.py"];
    expect(foundTargets(files, ".")).toEqual(["admin", "setup.py", "shop", "tests"]);
    expect(foundTargets([...files].reverse(), ".")).toEqual(["admin", "setup.py", "shop", "tests"]);
  });

  test("is no hidden folder, no folder without Python and none with Python far below alone", () => {
    const files = ["main.py", ".github/x.py", "docs/index.md", "assets/a/b/c.py", "php/page.php"];
    expect(foundTargets(files, ".")).toEqual(["main.py"]);
  });

  test("takes stubs for Python, and both names of a folder of tests", () => {
    expect(foundTargets(["stubs/a.pyi", "b.pyi", "test/x/y/test_a.py", "testing/x/y/a.py"], ".")).toEqual([
      ...["b.pyi", "stubs", "test"],
    ]);
  });

  test("is the whole folder where there is nothing of that kind", () => {
    expect(foundTargets([], ".")).toEqual(["."]);
    expect(foundTargets(["page.php", "www/index.php"], ".")).toEqual(["."]);
    expect(foundTargets(["other/a.py"], "apps/one")).toEqual(["apps/one"]);
  });

  test("is looked for below the folder where one stands", () => {
    const files = ["src/no.py", "apps/one/src/main.py", "apps/two/pkg/a.py", "apps/two/b.py", "apps/twos/c.py"];
    expect(foundTargets(files, "apps/one")).toEqual(["apps/one/src"]);
    expect(foundTargets(files, "apps/two")).toEqual(["apps/two/b.py", "apps/two/pkg"]);
  });
});

/** Of the checks of Python, and of Ruff, which knows notebooks too. */
const PYTHON = "*.py *.pyi, *.py *.pyi *.ipynb";

describe("a target", () => {
  const described = (...args: Parameters<typeof describeTargets>) =>
    describeTargets(...args).map(({ path, holds }) => `${path}: ${[...holds].sort().join(", ")}`);

  test("is described by the names of files that some check is about, in the user's order", () => {
    const files = ["b/x.py", "b/deep/y.pyi", "a/page.php", "a/notes.txt", "c.py", "elsewhere/z.php"];
    expect(described(["b", "c.py", "a", "empty"], files)).toEqual([
      `b: ${PYTHON}`,
      `c.py: ${PYTHON}`,
      "a: *.php",
      "empty: ",
    ]);
  });

  test("that is the root holds every file", () => {
    expect(described(["."], ["a/b.py", "c.php"])).toEqual([`.: *.php, ${PYTHON}`]);
  });

  test("that is a link holds the files that it leads to, under the name that the user gave", () => {
    expect(described(["link"], ["real/a.py"], (path) => (path === "link" ? "real" : path))).toEqual([
      `link: ${PYTHON}`,
    ]);
  });
});

/** Each tool's config as one line, from the texts of the files that there are. */
function resolved(
  texts: Readonly<Record<string, string>>,
  over: { readonly given?: readonly string[]; readonly folder?: string | undefined; readonly targets?: string[] } = {},
): Readonly<Record<string, string>> {
  const search = { given: [], folder: ".config", targets: ["src"], text: (path: string) => texts[path], ...over };
  const lines = Object.entries(resolveConfigs(search)).flatMap(([tool, config]) => {
    if (config.how === "none") return [];
    return [[tool, config.how === "given" ? `given ${config.name} at ${config.path}` : config.path]];
  });
  return Object.fromEntries(lines);
}

const ALL = "[tool.black]\n[tool.mypy]\n[tool.pylint.main]\n[tool.pytest.ini_options]\n[tool.ruff.lint]\n";

describe("the config of a tool", () => {
  test("is that of the config folder, whatever else there is", () => {
    const names = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml", "pytest.ini", "drydock.json"];
    expect(resolved({ "pyproject.toml": ALL, "mypy.ini": "", ".pylintrc": "" }, { given: names })).toEqual({
      pylint: "given .pylintrc at .config/.pylintrc",
      black: "given black.toml at .config/black.toml",
      mypy: "given mypy.ini at .config/mypy.ini",
      ruff: "given pyproject.toml at .config/pyproject.toml",
      pytest: "given pytest.ini at .config/pytest.ini",
    });
  });

  test("has no place in the tree where the config folder is not below the root, and its own name where it is the root", () => {
    expect(resolved({}, { given: ["mypy.ini"], folder: undefined })).toEqual({ mypy: "given mypy.ini at undefined" });
    for (const folder of [".", ""]) {
      expect(resolved({}, { given: ["mypy.ini"], folder })).toEqual({ mypy: "given mypy.ini at mypy.ini" });
    }
  });

  test("is the table of one pyproject.toml for all tools that have one there", () => {
    const all = ["pylint", "black", "mypy", "ruff", "pytest"];
    expect(resolved({ "pyproject.toml": ALL })).toEqual(
      Object.fromEntries(all.map((tool) => [tool, "pyproject.toml"])),
    );
    expect(resolved({ "pyproject.toml": "[project]\nname = 'a'\n" })).toEqual({});
  });

  test.each([
    '["tool"."ruff"]',
    "  [ tool . ruff . lint ]",
    "[tool.'ruff']",
    "[[tool.ruff.per-file]]",
    "x = 1\r\n[tool.ruff]\r",
  ])("is a table of pyproject.toml however TOML lets it be written: %s", (text) => {
    expect(resolved({ "pyproject.toml": text })).toEqual({ ruff: "pyproject.toml" });
  });

  test.each(["[tool.ruffian]", "# [tool.ruff]", "[tool]\n", "[project.tool.ruff]"])(
    "is not what only looks like a table: %s",
    (text) => {
      expect(resolved({ "pyproject.toml": text })).toEqual({});
    },
  );

  test.each([
    ["pylint", ["pylintrc", "pylintrc.toml", ".pylintrc", ".pylintrc.toml", "pyproject.toml", "setup.cfg", "tox.ini"]],
    ["mypy", ["mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg"]],
    ["ruff", [".ruff.toml", "ruff.toml", "pyproject.toml"]],
    ["pytest", ["pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"]],
  ])("of %s is the first of its places, in the tool's own order", (tool, places) => {
    const ini = "[pylint.main]\n[mypy]\n[tool:pytest]\n[pytest]\n";
    for (const [index, place] of places.entries()) {
      const texts = places.slice(index).map((path) => [path, path.endsWith("pyproject.toml") ? ALL : ini]);
      expect(resolved(Object.fromEntries(texts))[tool]).toBe(place);
    }
  });

  test("of Pylint is a section [pylint] of a shared file too", () => {
    expect(resolved({ "setup.cfg": "[metadata]\n[pylint]\n" })).toEqual({ pylint: "setup.cfg" });
    expect(resolved({ "tox.ini": "[pylint_x]\n" })).toEqual({});
  });

  test("is not a file of many tools that has no section of its own", () => {
    expect(resolved({ "setup.cfg": "[metadata]\n[mypy-app.*]\n", "tox.ini": "[tox]\n" })).toEqual({});
  });

  test("of Ruff and Black is looked for from the targets upwards, the nearest first", () => {
    const near = { "apps/one/pyproject.toml": "[tool.black]\n", "apps/ruff.toml": "", "pyproject.toml": ALL };
    const configs = resolved(near, { targets: ["apps/one/src/main.py"] });
    expect(configs).toMatchObject({ black: "apps/one/pyproject.toml", ruff: "apps/ruff.toml" });
    expect(resolved(near, { targets: ["other"] })).toMatchObject({ black: "pyproject.toml", ruff: "pyproject.toml" });
  });

  test("of Pylint, mypy and pytest is looked for at the root alone", () => {
    expect(resolved({ "src/mypy.ini": "", "src/.pylintrc": "", "src/pytest.ini": "" })).toEqual({});
  });
});

test("the places to look at are those of every tool, and the folders above a target for those that look there", () => {
  const paths = configPaths(["apps/one", "."]);
  expect(paths).toEqual(expect.arrayContaining(["apps/one/ruff.toml", "apps/pyproject.toml", "pyproject.toml"]));
  expect(paths).toEqual(expect.arrayContaining(["mypy.ini", "setup.cfg", "tox.ini", "pylintrc", ".pytest.ini"]));
  expect(paths).not.toContain("apps/mypy.ini");
  expect(new Set(paths).size).toBe(paths.length);
  expect(configPaths(["."]).filter((path) => path.includes("/"))).toEqual([]);
});

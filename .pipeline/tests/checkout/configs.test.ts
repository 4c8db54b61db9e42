import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { BAD, badAt, EMPTY, GOOD, PYPROJECT } from "../support/checkoutFiles.ts";

/** A row for each place where a tool may have its config; what it finds there it finds by that config alone. */
function places(
  tool: string,
  contents: Readonly<Record<string, string>>,
  row: Omit<Checkout, "title">,
): readonly Checkout[] {
  return Object.entries(contents).map(([path, content]) => ({
    ...row,
    title: `${tool}'s config in ${path}`,
    files: { ...row.files, [path]: content },
  }));
}

const UNTYPED = '"""Untyped."""\n\n\ndef id_of(value):\n    """Id."""\n    print(id(value))\n';
const MYPY = "disallow_untyped_defs = True\n";
const PYLINT = "disable=all\nenable=redefined-builtin\n";

const ROWS: readonly Checkout[] = [
  {
    title: "all config in the config folder, as in the reference",
    targets: ["src"],
    files: {
      ".config/.pylintrc": "[MESSAGES CONTROL]\ndisable=C,R\n",
      ".config/black.toml": "[tool.black]\n",
      ".config/mypy.ini": "[mypy]\nstrict = True\n",
      ".config/pyproject.toml": '[tool.ruff.lint]\nselect = ["F", "I"]\n',
      "src/bad.py": BAD,
      "src/main.py": GOOD,
    },
    checks: badAt("src/bad.py"),
    fixes: { format: ["src/bad.py"], "ruff-fix": ["src/bad.py"], fix: ["src/bad.py"] },
  },
  {
    title: "the config folder's file before the root's, each tool by itself",
    targets: ["src"],
    files: {
      ".config/black.toml": "[tool.black]\nline-length = 200\n",
      ".config/mypy.ini": "[mypy]\n",
      "pyproject.toml": [
        "[tool.black]\nline-length = 20",
        "[tool.mypy]\ndisallow_untyped_defs = true",
        '[tool.ruff.lint]\nselect = ["T20"]',
        '[tool.pylint."messages control"]\ndisable = ["all"]\nenable = ["consider-using-f-string"]',
        "",
      ].join("\n"),
      "src/acme.py": 'WORDS = "%s" % print(\n    "one", "two"\n)\n\n\ndef untyped(words):\n    WORDS + 1\n',
    },
    checks: {
      "format-check": ["src/acme.py:1 unformatted"],
      typecheck: { finds: [] },
      ruff: ["src/acme.py:1 T201"],
      lint: ["src/acme.py:1 consider-using-f-string"],
    },
  },
  {
    title: "another config folder",
    config: "tools/conf",
    targets: ["src"],
    files: {
      "tools/conf/.pylintrc": "[MESSAGES CONTROL]\ndisable=C,R\n",
      "tools/conf/black.toml": "[tool.black]\nextend-exclude = '^/src/gen/'\n",
      "tools/conf/mypy.ini": "[mypy]\nexclude = ^src/gen/\n",
      "tools/conf/pyproject.toml": '[tool.ruff]\nextend-exclude = ["src/gen"]\n[tool.ruff.lint]\nselect = ["F"]\n',
      ".config/mypy.ini": "[mypy]\nignore_errors = True\n",
      "src/bad.py": BAD,
      "src/gen/worse.py": BAD,
    },
    checks: { ...badAt("src/bad.py"), lint: ["src/bad.py:3 unused-import", "src/gen/worse.py:3 unused-import"] },
    fixes: { fix: ["src/bad.py"] },
  },
  {
    title: "the targets of the settings",
    targets: ["lib", "tools/make.py"],
    files: {
      ".config/drydock.json": '{ "source": ["lib", "tools/make.py"] }\n',
      "pyproject.toml": PYPROJECT,
      "src/other.py": BAD,
      "lib/bad.py": BAD,
      "tools/make.py": GOOD,
      "tools/other.py": BAD,
    },
    checks: badAt("lib/bad.py"),
    fixes: { fix: ["lib/bad.py"] },
  },
  ...places(
    "Black",
    {
      "pyproject.toml": "[tool.black]\nline-length = 30\nskip-string-normalization = true\n",
      ".config/black.toml": "[tool.black]\nline-length = 30\nskip-string-normalization = true\n",
    },
    {
      targets: ["src"],
      files: { "src/one.py": "WORDS = 'a'\n", "src/two.py": "WORDS = ['one', 'two', 'three', 'four']\n" },
      checks: { "format-check": ["src/two.py:1 unformatted"] },
      fixes: { format: ["src/two.py"] },
    },
  ),
  ...places(
    "mypy",
    {
      "mypy.ini": `[mypy]\n${MYPY}`,
      ".mypy.ini": `[mypy]\n${MYPY}`,
      "setup.cfg": `[metadata]\nname = acme\n[mypy]\n${MYPY}`,
      "pyproject.toml": `[tool.mypy]\n${MYPY.replace("True", "true")}`,
      ".config/mypy.ini": `[mypy]\n${MYPY}`,
    },
    { targets: ["src"], files: { "src/acme.py": UNTYPED }, checks: { typecheck: ["src/acme.py:4 no-untyped-def"] } },
  ),
  ...places(
    "Pylint",
    {
      pylintrc: `[MESSAGES CONTROL]\n${PYLINT}`,
      ".pylintrc": `[MESSAGES CONTROL]\n${PYLINT}`,
      "pylintrc.toml": '[tool.pylint.main]\ndisable = "all"\nenable = "redefined-builtin"\n',
      "setup.cfg": `[pylint.messages control]\n${PYLINT}`,
      "tox.ini": `[pylint.messages control]\n${PYLINT}`,
      "pyproject.toml": '[tool.pylint.main]\ndisable = "all"\nenable = "redefined-builtin"\n',
      ".config/.pylintrc": `[MESSAGES CONTROL]\n${PYLINT}`,
    },
    {
      targets: ["src"],
      files: { "src/acme.py": '"""Acme."""\n\nimport os\n\n\ndef act(id):\n    """Act."""\n' },
      checks: { lint: ["src/acme.py:6 redefined-builtin"] },
    },
  ),
  ...places(
    "Ruff",
    {
      "ruff.toml": 'lint.select = ["E711"]\n',
      ".ruff.toml": 'lint.select = ["E711"]\n',
      "pyproject.toml": '[tool.ruff.lint]\nselect = ["E711"]\n',
      ".config/pyproject.toml": '[tool.ruff.lint]\nselect = ["E711"]\n',
      "src/ruff.toml": 'lint.select = ["E711"]\n',
    },
    {
      targets: ["src"],
      files: { "src/acme.py": "import os\nimport sys\n\nprint(os == None)\n" },
      checks: { ruff: ["src/acme.py:4 E711"] },
    },
  ),
  ...places(
    "pytest",
    {
      "pytest.ini": "[pytest]\npython_files = check_*.py\npythonpath = lib\n",
      "tox.ini": "[pytest]\npython_files = check_*.py\npythonpath = lib\n",
      "setup.cfg": "[tool:pytest]\npython_files = check_*.py\npythonpath = lib\n",
      "pyproject.toml": '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\npythonpath = ["lib"]\n',
    },
    {
      args: ["tests"],
      targets: ["tests"],
      files: {
        "lib/acme.py": "ONE = 1\n",
        "tests/check_acme.py": "import acme\n\n\ndef test_one():\n    assert acme.ONE == 2\n",
        "tests/test_other.py": "def test_other():\n    assert False\n",
      },
      checks: { test: ["tests/check_acme.py:5 test-failure"] },
    },
  ),
  {
    title: "pytest's config in the config folder",
    args: ["tests"],
    targets: ["tests"],
    files: {
      ".config/pytest.ini": "[pytest]\npython_files = check_*.py\n",
      "tests/check_acme.py": "class TestAcme:\n    def test_one(self):\n        assert 1 == 2\n",
      "tests/test_other.py": "def test_other():\n    assert False\n",
    },
    checks: { test: ["tests/check_acme.py:3 test-failure"] },
  },
  {
    title: "tests that read files of the root and import the package beside them",
    args: ["tests"],
    targets: ["tests"],
    files: {
      "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q'\n",
      "acme/__init__.py": EMPTY,
      "data/words.txt": "one\n",
      "tests/test_acme.py": [
        "import pathlib",
        "import acme",
        "def test_words():",
        "    assert pathlib.Path('data/words.txt').read_text() == 'one\\n'",
        "def test_name():",
        "    assert acme.__doc__ == pathlib.Path('.').resolve().name",
        "",
      ].join("\n"),
    },
    checks: { test: ["tests/test_acme.py:6 test-failure"] },
  },
  {
    title: "config that the tools reject",
    targets: ["src"],
    files: {
      "pyproject.toml": "[tool.black]\nline-length = 'wide'\n[tool.ruff]\nline-length = 'wide'\n",
      "mypy.ini": "[mypy]\nplugins = acme_missing_plugin\n",
      ".pylintrc": "[MAIN]\njobs=many\n",
      "src/acme.py": GOOD,
    },
    checks: {
      "format-check": { finds: [], ends: "broken" },
      ruff: { finds: [], ends: "broken" },
      typecheck: { finds: [], ends: "broken" },
      lint: { finds: [], ends: "broken" },
    },
  },
];

sameAnswers(ROWS);

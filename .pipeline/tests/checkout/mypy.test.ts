import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { EMPTY, GOOD } from "../support/checkoutFiles.ts";

const USE = '"""Use."""\n\nfrom acme.core import half\n\nhalf("2")\n';
/** Gives what the function `answer` returns another type than its own. */
const PLUGIN = `from mypy.plugin import Plugin
class Own(Plugin):
    def get_function_hook(self, fullname):
        if fullname == "acme.answer":
            return lambda context: context.api.named_generic_type("builtins.int", [])
def plugin(version):
    return Own
`;
const PLUGGED = "def answer() -> object: ...\n\nONE: int = answer()\nTWO: str = answer()\n";

const ROWS: readonly Checkout[] = [
  {
    title: "mypy's exclude and overrides, by paths and modules of the root",
    targets: ["acme", "tests"],
    files: {
      "pyproject.toml": [
        "[tool.mypy]",
        "exclude = ['^acme/gen/', '^tests/old_.*']",
        "[[tool.mypy.overrides]]",
        'module = "acme.loose"',
        "ignore_errors = true",
        "[[tool.mypy.overrides]]",
        'module = "acme.strict.*"',
        "disallow_untyped_defs = true",
        "",
      ].join("\n"),
      "acme/__init__.py": EMPTY,
      "acme/core.py": GOOD,
      "acme/gen/bad.py": USE,
      "acme/loose.py": USE,
      "acme/strict/__init__.py": "def untyped(value): ...\n",
      "acme/other.py": "def untyped(value): ...\n",
      "tests/old_use.py": USE,
      "tests/test_use.py": USE,
    },
    checks: { typecheck: ["acme/strict/__init__.py:1 no-untyped-def", "tests/test_use.py:5 arg-type"] },
  },
  {
    title: "an excluded module that another imports is judged by mypy",
    targets: ["src"],
    files: {
      "mypy.ini": "[mypy]\nexclude = src/acme/core\\.py\n",
      "src/acme/__init__.py": EMPTY,
      "src/acme/core.py": 'ONE: int = "one"\n',
      "src/acme/use.py": "from acme.core import ONE\n\nONE.real\nONE.unreal\n",
    },
    checks: { typecheck: ["src/acme/core.py:1 assignment", "src/acme/use.py:4 attr-defined"] },
  },
  {
    title: "mypy's files, which named paths stand in for",
    args: ["tools"],
    targets: ["tools"],
    files: {
      "mypy.ini": "[mypy]\nfiles = acme\n",
      "acme/__init__.py": 'ONE: int = "one"\n',
      "tools/make.py": 'TWO: int = "two"\n',
    },
    checks: { typecheck: ["tools/make.py:1 assignment"] },
  },
  {
    title: "stubs beside the source",
    targets: ["src"],
    files: {
      "mypy.ini": "[mypy]\n",
      "src/acme/__init__.py": "",
      "src/acme/fast.py": "def fast(value):\n    return value\n",
      "src/acme/fast.pyi": "def fast(value: int) -> str: ...\n",
      "src/acme/use.py": "from acme.fast import fast\n\nONE: int = fast(1)\n",
    },
    checks: {
      typecheck: ["src/acme/use.py:3 assignment"],
      ruff: { finds: [] },
    },
  },
  {
    title: "stubs in a folder of the root, by mypy_path",
    targets: ["src"],
    files: {
      "pyproject.toml": '[tool.mypy]\nmypy_path = "stubs:$MYPY_CONFIG_FILE_DIR/more"\n',
      "stubs/vendor/__init__.pyi": "def act(value: int) -> str: ...\n",
      "more/other.pyi": "def do() -> str: ...\n",
      "src/acme.py": "from other import do\nfrom vendor import act\n\nONE: int = act(1)\nTWO: int = do()\n",
    },
    checks: { typecheck: ["src/acme.py:4 assignment", "src/acme.py:5 assignment"] },
  },
  {
    title: "mypy_path in the config folder's file",
    targets: ["src"],
    files: {
      ".config/mypy.ini": "[mypy]\nmypy_path = stubs:$MYPY_CONFIG_FILE_DIR/more\n",
      "stubs/vendor/__init__.pyi": "def act(value: int) -> str: ...\n",
      ".config/more/other.pyi": "def do() -> str: ...\n",
      "src/acme.py": "from other import do\nfrom vendor import act\n\nONE: int = act(1)\nTWO: int = do()\n",
    },
    checks: { typecheck: ["src/acme.py:4 assignment", "src/acme.py:5 assignment"] },
  },
  {
    title: "a flat package that ignores missing imports, where its own would be lost",
    args: ["--source", "acme"],
    targets: ["acme"],
    files: {
      "mypy.ini": "[mypy]\nignore_missing_imports = True\n",
      "acme/__init__.py": EMPTY,
      "acme/core.py": GOOD,
      "acme/use.py": USE,
    },
    checks: { typecheck: ["acme/use.py:5 arg-type"] },
  },
  {
    title: "a missing package",
    targets: ["src"],
    files: { "mypy.ini": "[mypy]\n", "src/acme.py": "import acme_missing_package\nimport yaml\n" },
    checks: { typecheck: ["src/acme.py:1 import-not-found", "src/acme.py:2 import-untyped"] },
  },
  {
    title: "a plugin of mypy in the repository, by its path",
    targets: ["src"],
    files: {
      "pyproject.toml": '[tool.mypy]\nplugins = ["tools/own_plugin.py"]\n',
      "tools/own_plugin.py": PLUGIN,
      "src/acme.py": PLUGGED,
    },
    checks: { typecheck: ["src/acme.py:4 assignment"] },
  },
  {
    title: "a plugin of mypy in the repository, by a path from the config folder",
    targets: ["src"],
    files: {
      ".config/mypy.ini": "[mypy]\nplugins = ../tools/own_plugin.py\n",
      "tools/own_plugin.py": PLUGIN,
      "src/acme.py": PLUGGED,
    },
    checks: { typecheck: ["src/acme.py:4 assignment"] },
  },
  {
    title: "a Python that mypy no longer knows",
    targets: ["src"],
    files: { "mypy.ini": "[mypy]\npython_version = 3.8\n", "src/acme.py": 'ONE: int = "one"\n' },
    checks: { typecheck: { finds: ["src/acme.py:1 assignment"], notices: [/3\.8/] } },
  },
  {
    title: "sections for modules that are not there",
    targets: ["src"],
    files: {
      "mypy.ini": "[mypy]\nwarn_unused_configs = True\n[mypy-gone.*]\nignore_errors = True\n",
      "src/acme.py": 'ONE: int = "one"\n',
    },
    checks: { typecheck: { finds: ["src/acme.py:1 assignment"], notices: [/gone/] } },
  },
  {
    title: "two files of one module name",
    targets: ["src"],
    files: { "mypy.ini": "[mypy]\n", "src/one/acme.py": "", "src/two/acme.py": "" },
    checks: { typecheck: { finds: ["src/two/acme.py:1 misc"] } },
  },
  {
    title: "a syntax error, which keeps mypy from the other files",
    targets: ["src"],
    files: { "mypy.ini": "[mypy]\n", "src/acme.py": "def (:\n", "src/use.py": 'ONE: int = "one"\n' },
    checks: { typecheck: ["src/acme.py:1 syntax", "src/acme.py:1 syntax", "src/acme.py:2 syntax"] },
  },
];

sameAnswers(ROWS);

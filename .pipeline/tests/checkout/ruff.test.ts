import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { GOOD } from "../support/checkoutFiles.ts";

const UNUSED = "import os\n";
const SORTED_AS_LOCAL =
  "import os\n\nimport requests\n\nimport acme\nimport plugin\n\nprint(os, requests, acme, plugin)\n";
const SORTED_AS_OTHER =
  "import os\n\nimport acme\nimport plugin\nimport requests\n\nprint(os, requests, acme, plugin)\n";

/** Ends clean, but with a warning on its settings, which is a notice. */
const warned = (what: string, config: string, words: RegExp, file = "pyproject.toml"): Checkout => ({
  title: `Ruff only warns: ${what}`,
  targets: ["src"],
  files: { [file]: config, "src/acme.py": '"""Acme."""\n\nimport os\n', "src/__init__.py": '"""All."""\n' },
  checks: { ruff: { finds: ["src/acme.py:3 F401"], notices: [words] } },
});

const ROWS: readonly Checkout[] = [
  {
    title: "Ruff's rules per file, by globs of the root",
    targets: ["src"],
    files: {
      "pyproject.toml": [
        "[tool.ruff.lint]",
        'select = ["F"]',
        "[tool.ruff.lint.per-file-ignores]",
        '"src/acme/__init__.py" = ["F401"]',
        '"/src/acme/api.py" = ["F401"]',
        '"!src/acme/**" = ["F811"]',
        "",
      ].join("\n"),
      "src/acme/__init__.py": UNUSED,
      "src/acme/api.py": UNUSED,
      "src/acme/core.py": UNUSED,
      "src/other/__init__.py": UNUSED,
    },
    checks: { ruff: ["src/acme/api.py:1 F401", "src/acme/core.py:1 F401", "src/other/__init__.py:1 F401"] },
    fixes: { "ruff-fix": ["src/acme/api.py", "src/acme/core.py"], fix: ["src/acme/api.py", "src/acme/core.py"] },
  },
  {
    title: "Ruff's globs of the root in the config folder's file",
    targets: ["src"],
    files: {
      ".config/pyproject.toml": [
        "[tool.ruff]",
        'extend-exclude = ["src/acme/gen", "docs"]',
        "[tool.ruff.lint]",
        'select = ["F"]',
        "[tool.ruff.lint.per-file-ignores]",
        '"src/acme/api.py" = ["F401"]',
        "",
      ].join("\n"),
      "src/acme/api.py": UNUSED,
      "src/acme/gen/a.py": UNUSED,
      "src/acme/core.py": UNUSED,
    },
    checks: { ruff: ["src/acme/core.py:1 F401"] },
    fixes: { "ruff-fix": ["src/acme/core.py"] },
  },
  {
    title: "Ruff leaves vendored code and re-exports alone",
    targets: ["src"],
    files: {
      "ruff.toml": 'extend-exclude = ["src/acme/_vendor", "*_pb2.py"]\nlint.select = ["F", "I"]\n',
      "src/acme/__init__.py": '"""Acme."""\n\nfrom .core import half\n\n__all__ = ["half"]\n',
      "src/acme/core.py": GOOD,
      "src/acme/again.py": "from .core import half as half\nimport os\n",
      "src/acme/_vendor/six.py": UNUSED,
      "src/acme/a_pb2.py": UNUSED,
    },
    checks: { ruff: ["src/acme/again.py:1 I001", "src/acme/again.py:2 F401"] },
    fixes: { "ruff-fix": ["src/acme/again.py"], format: [] },
  },
  {
    title: "Ruff's exclude, without force, and an excluded file as a path",
    args: ["src/acme/gen/a.py", "src/acme"],
    targets: ["src/acme/gen/a.py", "src/acme"],
    files: {
      "ruff.toml": 'exclude = ["src/acme/gen"]\nlint.select = ["F"]\n',
      "src/acme/gen/a.py": UNUSED,
      "src/acme/gen/b.py": UNUSED,
      "src/acme/build/c.py": UNUSED,
    },
    checks: { ruff: ["src/acme/build/c.py:1 F401", "src/acme/gen/a.py:1 F401"] },
    fixes: { "ruff-fix": ["src/acme/build/c.py", "src/acme/gen/a.py"] },
  },
  {
    title: "Ruff's exclude, forced, and an excluded file as a path",
    args: ["src/acme/gen/a.py", "src/acme/core.py"],
    targets: ["src/acme/gen/a.py", "src/acme/core.py"],
    files: {
      "ruff.toml": 'exclude = ["src/acme/gen"]\nforce-exclude = true\nlint.select = ["F"]\n',
      "src/acme/gen/a.py": UNUSED,
      "src/acme/core.py": UNUSED,
    },
    checks: { ruff: ["src/acme/core.py:1 F401"] },
    fixes: { "ruff-fix": ["src/acme/core.py"] },
  },
  {
    title: "Ruff leaves out dist by default, but not build",
    args: ["src"],
    targets: ["src"],
    files: {
      "ruff.toml": 'lint.select = ["F"]\n',
      "src/acme/core.py": UNUSED,
      "src/build/a.py": UNUSED,
      "src/dist/a.py": UNUSED,
      "src/acme/venv/a.py": UNUSED,
      "src/acme/site-packages/a.py": UNUSED,
    },
    checks: { ruff: ["src/acme/core.py:1 F401", "src/build/a.py:1 F401"] },
    fixes: { "ruff-fix": ["src/acme/core.py", "src/build/a.py"] },
  },
  {
    title: "Ruff knows what is first-party: packages of a flat root",
    targets: ["acme", "tests", "plugin.py"],
    files: {
      "pyproject.toml": '[tool.ruff.lint]\nselect = ["I"]\n',
      "acme/__init__.py": "",
      "plugin.py": "",
      "tests/test_local.py": SORTED_AS_LOCAL,
      "tests/test_other.py": SORTED_AS_OTHER,
    },
    checks: { ruff: ["tests/test_other.py:1 I001"] },
    fixes: { "ruff-fix": ["tests/test_other.py"] },
  },
  {
    title: "Ruff knows what is first-party: packages of src, seen from the tests",
    args: ["tests"],
    targets: ["tests"],
    files: {
      "pyproject.toml": '[tool.ruff.lint]\nselect = ["I"]\n',
      "src/acme/__init__.py": "",
      "src/plugin.py": "",
      "tests/test_local.py": SORTED_AS_LOCAL,
      "tests/test_other.py": SORTED_AS_OTHER,
    },
    checks: { ruff: ["tests/test_other.py:1 I001"] },
  },
  {
    title: "Ruff knows what is first-party: named folders and modules",
    args: ["tests"],
    targets: ["tests"],
    files: {
      "ruff.toml": 'src = ["lib"]\nlint.select = ["I"]\nlint.isort.known-first-party = ["plugin"]\n',
      "lib/acme/__init__.py": "",
      "tests/test_local.py": SORTED_AS_LOCAL,
      "tests/test_other.py": SORTED_AS_OTHER,
    },
    checks: { ruff: ["tests/test_other.py:1 I001"] },
    fixes: { "ruff-fix": ["tests/test_other.py"] },
  },
  {
    title: "requires-python is Ruff's target version",
    targets: ["src"],
    files: {
      "pyproject.toml": '[project]\nname = "acme"\nrequires-python = ">=3.9"\n[tool.ruff.lint]\nselect = ["UP"]\n',
      "src/acme.py": [
        "from typing import List, Optional",
        "a: Optional[int] = 1",
        "b: List[int] = []",
        "match a:",
        "    case 1:",
        "        pass",
        "",
      ].join("\n"),
    },
    checks: { ruff: ["src/acme.py:1 UP035", "src/acme.py:3 UP006", "src/acme.py:4 invalid-syntax"] },
    fixes: { "ruff-fix": [] },
  },
  {
    title: "requires-python beside a ruff.toml",
    targets: ["src"],
    files: {
      "pyproject.toml": '[project]\nname = "acme"\nrequires-python = ">=3.9"\n',
      "ruff.toml": 'lint.select = ["UP"]\n',
      "src/acme.py": "from typing import List, Optional\n\na: Optional[List[int]] = None\n",
    },
    checks: { ruff: ["src/acme.py:1 UP035", "src/acme.py:3 UP006"] },
  },
  {
    title: "Ruff as the formatter, with a part of the code left out",
    targets: ["src"],
    files: {
      ".config/drydock.json": '{ "formatter": "ruff" }\n',
      "pyproject.toml": '[tool.ruff.format]\nquote-style = "single"\nexclude = ["src/acme/gen/*"]\n',
      "src/acme/a.py": 'A = "a"\n',
      "src/acme/b.py": "B = 'b'\n",
      "src/acme/gen/c.py": 'C  =  "c"\n',
    },
    checks: { "format-check": ["src/acme/a.py:1 unformatted"] },
    fixes: { format: ["src/acme/a.py"] },
  },
  warned("all rules", '[tool.ruff.lint]\nselect = ["ALL"]\nignore = ["INP", "CPY"]\n', /D203|D213|incompatible/),
  warned("settings of before 0.2", '[tool.ruff]\nselect = ["F"]\n', /top-level|deprecated/),
  warned("a removed rule", '[tool.ruff.lint]\nselect = ["F"]\nignore = ["ANN101"]\n', /ANN101/),
  warned("a rule in preview", 'lint.select = ["F", "FURB103"]\n', /FURB103|preview/, "ruff.toml"),
];

sameAnswers(ROWS);

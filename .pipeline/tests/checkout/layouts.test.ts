import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { BAD, badAt, EMPTY, GOOD, PYPROJECT } from "../support/checkoutFiles.ts";

const NOTEBOOK = JSON.stringify({
  cells: [{ cell_type: "code", execution_count: null, id: "a", metadata: {}, outputs: [], source: ["import os\n"] }],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
});

const ROWS: readonly Checkout[] = [
  {
    title: "a src layout; the tests beside it are not judged",
    targets: ["src"],
    files: {
      "pyproject.toml": PYPROJECT,
      "src/acme/__init__.py": '"""Acme."""\n\nfrom acme.core import half as half\n',
      "src/acme/core.py": GOOD,
      "src/acme/bad.py": BAD,
      "tests/test_bad.py": BAD,
    },
    checks: badAt("src/acme/bad.py"),
  },
  {
    title: "a flat package, whose name its own imports need",
    targets: ["acme", "tests", "setup.py"],
    files: {
      "pyproject.toml": `${PYPROJECT}[[tool.mypy.overrides]]\nmodule = "setuptools"\nignore_missing_imports = true\n`,
      "acme/__init__.py": EMPTY,
      "acme/core.py": GOOD,
      "acme/use.py": '"""Use."""\n\nfrom acme.core import half\n\nhalf("2")\n',
      "tests/test_core.py": '"""Tests."""\n\nimport os\n\nfrom acme.core import half\n\nWORD: str = half(2)\n',
      "setup.py": '"""Setup."""\n\nimport sys\n',
    },
    checks: {
      typecheck: ["acme/use.py:5 arg-type", "tests/test_core.py:7 assignment"],
      lint: ["setup.py:3 unused-import", "tests/test_core.py:3 unused-import"],
      ruff: ["setup.py:3 F401", "tests/test_core.py:3 F401"],
    },
  },
  {
    title: "a namespace package",
    targets: ["src"],
    files: {
      "pyproject.toml": [
        "[tool.mypy]",
        'mypy_path = "src"',
        "explicit_package_bases = true",
        "[tool.pylint.main]",
        'source-roots = ["src"]',
        '[tool.pylint."messages control"]',
        'disable = ["C", "R"]',
        "",
      ].join("\n"),
      "src/acme/core/half.py": GOOD,
      "src/acme/app/use.py": '"""Use."""\n\nfrom acme.core.half import half, third\n\nhalf("2")\n',
    },
    checks: {
      typecheck: ["src/acme/app/use.py:3 attr-defined", "src/acme/app/use.py:5 arg-type"],
      lint: ["src/acme/app/use.py:3 no-name-in-module", "src/acme/app/use.py:3 unused-import"],
    },
  },
  {
    title: "one file at the root",
    targets: ["script.py"],
    files: { "pyproject.toml": PYPROJECT, "script.py": BAD, "README.md": "" },
    checks: badAt("script.py"),
  },
  {
    title: "a root that is the package itself",
    name: "acme",
    args: ["."],
    targets: ["."],
    files: {
      "pyproject.toml": PYPROJECT,
      "__init__.py": '"""Acme."""\n\nfrom .core import half as half\n',
      "core.py": GOOD,
      "use.py": '"""Use."""\n\nimport os\n\nfrom acme import half\nfrom acme.core import third\n\nhalf("2")\n',
    },
    checks: {
      typecheck: ["use.py:6 attr-defined", "use.py:8 arg-type"],
      lint: ["use.py:3 unused-import", "use.py:6 no-name-in-module", "use.py:6 unused-import"],
      ruff: ["use.py:3 F401", "use.py:6 F401"],
    },
  },
  {
    title: "notebooks alone",
    targets: ["src"],
    files: { "ruff.toml": 'lint.select = ["F"]\n', "src/analysis.ipynb": NOTEBOOK },
    checks: { ruff: ["src/analysis.ipynb:1 F401"] },
    fixes: { "ruff-fix": ["src/analysis.ipynb"] },
  },
  {
    title: "two packages in one repository, each with a config of its own",
    args: ["packages"],
    targets: ["packages"],
    files: {
      "pyproject.toml": '[tool.ruff.lint]\nselect = ["F"]\n[tool.black]\nline-length = 40\n',
      "packages/one/pyproject.toml": '[tool.ruff.lint]\nselect = ["E711"]\n[tool.black]\nline-length = 100\n',
      "packages/one/src/one/__init__.py": "import os\n\nprint(os == None, 'one', 'two', 'three', 'four')\n",
      "packages/two/ruff.toml": 'extend = "../../pyproject.toml"\n[lint]\nextend-select = ["I"]\n',
      "packages/two/two/__init__.py": "import os\n",
      "packages/two/two/core.py": "import two\nimport abc\n\nprint(abc, two == None)\n",
    },
    checks: {
      ruff: [
        "packages/one/src/one/__init__.py:3 E711",
        "packages/two/two/__init__.py:1 F401",
        "packages/two/two/core.py:1 I001",
      ],
      "format-check": ["packages/one/src/one/__init__.py:1 unformatted"],
    },
    fixes: { format: ["packages/one/src/one/__init__.py"], "ruff-fix": ["packages/two/two/core.py"] },
  },
  {
    title: "tests beside src, both named",
    args: ["--source", "src", "--source", "tests"],
    targets: ["src", "tests"],
    files: {
      "pyproject.toml": `${PYPROJECT}[tool.ruff.lint.per-file-ignores]\n"tests/*" = ["F401"]\n`,
      "src/acme/__init__.py": EMPTY,
      "src/acme/bad.py": BAD,
      "tests/test_bad.py": BAD,
    },
    checks: {
      ruff: ["src/acme/bad.py:3 F401"],
      "format-check": ["src/acme/bad.py:1 unformatted", "tests/test_bad.py:1 unformatted"],
      lint: ["src/acme/bad.py:3 unused-import", "tests/test_bad.py:3 unused-import"],
      typecheck: ["src/acme/bad.py:8 return-value", "tests/test_bad.py:8 return-value"],
    },
  },
  {
    title: "one file as a path, which imports another that is not judged",
    args: ["src/acme/use.py"],
    targets: ["src/acme/use.py"],
    files: {
      "pyproject.toml": PYPROJECT,
      "src/acme/__init__.py": EMPTY,
      "src/acme/core.py": GOOD,
      "src/acme/bad.py": BAD,
      "src/acme/use.py": '"""Use."""\n\nimport os\n\nfrom acme.core import half\n\nhalf( "2" )\n',
    },
    checks: {
      typecheck: ["src/acme/use.py:7 arg-type"],
      lint: ["src/acme/use.py:3 unused-import"],
      ruff: ["src/acme/use.py:3 F401"],
      "format-check": ["src/acme/use.py:1 unformatted"],
    },
    fixes: { "ruff-fix": ["src/acme/use.py"], format: ["src/acme/use.py"], fix: ["src/acme/use.py"] },
  },
  {
    title: "called in a folder below the root",
    at: "src/acme",
    args: ["bad.py"],
    targets: ["src/acme/bad.py"],
    files: {
      ".config/pyproject.toml": PYPROJECT,
      "pyproject.toml": PYPROJECT,
      "src/acme/bad.py": BAD,
      "src/acme/other.py": BAD,
    },
    checks: badAt("src/acme/bad.py"),
    fixes: { "ruff-fix": ["src/acme/bad.py"] },
  },
  {
    title: "called in a folder below the root, without a path",
    at: "src/acme",
    targets: ["src"],
    files: { "pyproject.toml": PYPROJECT, "src/acme/bad.py": BAD },
    checks: { lint: ["src/acme/bad.py:3 unused-import"], ruff: ["src/acme/bad.py:3 F401"] },
  },
  {
    title: "no config at all",
    targets: ["src"],
    files: { "src/acme/__init__.py": EMPTY, "src/acme/bad.py": BAD },
    checks: {
      ruff: { finds: ["src/acme/bad.py:3 F401"], notices: [/default/] },
      "format-check": { finds: ["src/acme/bad.py:1 unformatted"], notices: [/default/] },
      typecheck: { finds: ["src/acme/bad.py:8 return-value"], notices: [/default/] },
      lint: { finds: ["src/acme/bad.py:3 unused-import"], notices: [/default/] },
    },
  },
];

sameAnswers(ROWS);

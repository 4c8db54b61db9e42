import { type Checkout, sameAnswers } from "../support/checkout.ts";
import { EMPTY, GOOD } from "../support/checkoutFiles.ts";

const UNUSED = '"""Unused."""\n\nimport os\n';
const ONLY = '[tool.pylint."messages control"]\ndisable = ["C", "R"]\n';
const CHECKER = `from pylint.checkers import BaseChecker
class Own(BaseChecker):
    name = "own"
    msgs = {"W9901": ("%s is ours", "own-name", "An own rule.")}
    def visit_functiondef(self, node):
        if node.name.startswith("own"):
            self.add_message("own-name", node=node, args=(node.name,))
def register(linter):
    linter.register_checker(Own(linter))
`;
const OWN = '"""Own."""\n\n\ndef own_act():\n    """Act."""\n';

const ROWS: readonly Checkout[] = [
  {
    title: "Pylint's ignores, by paths of the root and by names",
    targets: ["src"],
    files: {
      "pyproject.toml": [
        "[tool.pylint.main]",
        'ignore-paths = ["^src/acme/gen/.*$"]',
        'ignore-patterns = [".*_pb2\\\\.py"]',
        'ignore = ["old.py"]',
        ONLY,
      ].join("\n"),
      "src/acme/__init__.py": EMPTY,
      "src/acme/gen/__init__.py": UNUSED,
      "src/acme/gen/a.py": UNUSED,
      "src/acme/sub/__init__.py": EMPTY,
      "src/acme/sub/gen/__init__.py": EMPTY,
      "src/acme/sub/gen/a.py": UNUSED,
      "src/acme/a_pb2.py": UNUSED,
      "src/acme/old.py": UNUSED,
      "src/acme/core.py": UNUSED,
    },
    checks: { lint: ["src/acme/core.py:3 unused-import", "src/acme/sub/gen/a.py:3 unused-import"] },
  },
  {
    title: "Pylint's ignore-paths in the config folder's file",
    targets: ["src"],
    files: {
      ".config/.pylintrc": "[MAIN]\nignore-paths=^src/gen/.*$\n[MESSAGES CONTROL]\ndisable=C,R\n",
      "src/gen/a.py": UNUSED,
      "src/core.py": UNUSED,
    },
    checks: { lint: ["src/core.py:3 unused-import"] },
  },
  {
    title: "folders without __init__.py, and a module of the same name",
    args: ["src", "tools"],
    targets: ["src", "tools"],
    files: {
      "pyproject.toml": ONLY,
      "src/acme/core/one.py": UNUSED,
      "src/acme/__init__.py": EMPTY,
      "tools/one.py": UNUSED,
      "tools/deep/er/two.py": UNUSED,
    },
    checks: {
      lint: [
        "src/acme/core/one.py:3 unused-import",
        "tools/deep/er/two.py:3 unused-import",
        "tools/one.py:3 unused-import",
      ],
    },
  },
  {
    title: "Pylint's source-roots, which make relative imports right",
    targets: ["lib"],
    args: ["--source", "lib"],
    files: {
      "pyproject.toml": `[tool.pylint.main]\nsource-roots = ["lib"]\n${ONLY}`,
      "lib/acme/part/core.py": '"""Core."""\n\nfrom acme.part.names import ONE, TWO\n\nprint(ONE, TWO)\n',
      "lib/acme/part/names.py": '"""Names."""\n\nONE = 1\n',
    },
    checks: { lint: ["lib/acme/part/core.py:3 no-name-in-module"] },
  },
  {
    title: "a checker of Pylint in the repository, found by an init-hook",
    targets: ["src"],
    files: {
      ".pylintrc":
        "[MAIN]\ninit-hook='import sys; sys.path.append(\"tools\")'\nload-plugins=own_checker\n[MESSAGES CONTROL]\ndisable=C,R\n",
      "tools/own_checker.py": CHECKER,
      "src/acme.py": OWN,
    },
    checks: { lint: ["src/acme.py:4 own-name"] },
  },
  {
    title: "a checker that comes with Pylint",
    targets: ["src"],
    files: {
      "pyproject.toml": `[tool.pylint.main]\nload-plugins = ["pylint.extensions.check_elif", "pylint.extensions.mccabe"]\nmax-complexity = 1\n[tool.pylint."messages control"]\ndisable = ["all"]\nenable = ["too-complex"]\n`,
      "src/acme.py": '"""Acme."""\n\n\ndef act(one):\n    """Act."""\n    if one:\n        return 1\n    return 2\n',
    },
    checks: { lint: ["src/acme.py:4 too-complex"] },
  },
  {
    title: "an unknown option and an old one, of which Pylint only warns",
    targets: ["src"],
    files: {
      ".pylintrc": "[MAIN]\nsuggestion-mode=yes\nno-such-option=1\n[MESSAGES CONTROL]\ndisable=C,R\n",
      "src/acme.py": EMPTY,
      "src/core.py": UNUSED,
    },
    checks: { lint: { finds: ["src/core.py:3 unused-import"], notices: [/no-such-option/] } },
  },
  {
    title: "an unknown option in a clean source",
    targets: ["src"],
    files: { ".pylintrc": "[MAIN]\nno-such-option=1\n", "src/acme.py": GOOD },
    checks: { lint: { finds: [], ends: "clean", notices: [/no-such-option/] } },
  },
  {
    title: "an unknown rule in disable",
    targets: ["src"],
    files: { ".pylintrc": "[MESSAGES CONTROL]\ndisable=C,R,no-such-rule\n", "src/core.py": UNUSED },
    checks: { lint: { finds: ["src/core.py:3 unused-import"], notices: [/no-such-rule/] } },
  },
  {
    title: "Pylint's score above fail-under",
    targets: ["src"],
    files: {
      ".pylintrc": "[MAIN]\nfail-under=3\n",
      "src/acme.py": '"""Acme."""\n\nimport os\n\nONE = 1\nTWO = 2\nTHREE = 3\nFOUR = 4\n',
    },
    checks: { lint: { finds: ["src/acme.py:3 unused-import"], ends: "clean" } },
  },
  {
    title: "a fail-on of the user's",
    targets: ["src"],
    files: {
      ".pylintrc": "[MAIN]\nfail-under=3\nfail-on=unused-import\n",
      "src/acme.py": '"""Acme."""\n\nimport os\n\nONE = 1\nTWO = 2\nTHREE = 3\nFOUR = 4\n',
    },
    checks: { lint: { finds: ["src/acme.py:3 unused-import"], ends: "findings" } },
  },
  {
    title: "an error, though the score is above fail-under",
    targets: ["src"],
    files: {
      ".pylintrc": "[MAIN]\nfail-under=0\n",
      "src/acme.py": '"""Acme."""\n\nONE = 1\nTWO = 2\nTHREE = 3\nprint(no_such_name)\n',
    },
    checks: { lint: { finds: ["src/acme.py:6 undefined-variable"], ends: "findings" } },
  },
  {
    title: "columns behind letters of more than one byte",
    targets: ["src"],
    files: { "pyproject.toml": ONLY, "src/acme.py": '"""Acme."""\n\nONE = ("äöü€𝄞", no_such_name)\n' },
    checks: { lint: ["src/acme.py:3 undefined-variable"] },
  },
  {
    title: "a module named like one of Python's own",
    targets: ["types.py", "use.py"],
    files: { "pyproject.toml": ONLY, "types.py": UNUSED, "use.py": UNUSED },
    checks: { lint: ["types.py:3 unused-import", "use.py:3 unused-import"] },
  },
];

sameAnswers(ROWS);

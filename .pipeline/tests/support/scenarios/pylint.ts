import type { Recording, Scenario } from "./scenario.ts";
import { CLEAN, POOR, SHARED } from "./sources.ts";

const config = `[MAIN]
disable=broad-exception-caught,consider-using-assignment-expr,invalid-name,missing-module-docstring,too-few-public-methods,too-many-instance-attributes,too-many-positional-arguments
persistent=yes
load-plugins=pylint.extensions.check_elif,pylint.extensions.bad_builtin,pylint.extensions.docparams,pylint.extensions.for_any_all,pylint.extensions.set_membership,pylint.extensions.code_style,pylint.extensions.overlapping_exceptions,pylint.extensions.typing,pylint.extensions.redefined_variable_type,pylint.extensions.comparison_placement
py-version=3.13
fail-under=9.50
max-line-length=120
`;
const files = { "main.py": CLEAN };
const repeated = Array.from({ length: 12 }, (_, i) => `    print("line ${i}", x + ${i})\n`).join("");
const twin = (name: string): string =>
  `"""Twin."""\nimport os\n\ndef ${name}(x: int) -> None:\n    """Print."""\n${repeated}`;

const CRASH: Scenario = {
  files: { "main.py": POOR },
  config: "[MAIN]\ninit-hook=import sys; sys.path.insert(0, '{beside}')\nload-plugins=crash\n",
  beside: {
    "crash.py":
      "from pylint.checkers import BaseChecker\n\n\nclass Crash(BaseChecker):\n    name = 'crash'\n    msgs = {'W9901': ('x', 'crash-x', 'x')}\n\n    def visit_functiondef(self, node):\n        raise RuntimeError('boom')\n\n\ndef register(linter):\n    linter.register_checker(Crash(linter))\n",
  },
};

const PROGRAM = ["python", "{scripts}/drydock_pylint.py", "{store}", ".", "."];

export const PYLINT: Recording = {
  tool: "pylint",
  argv: [...PROGRAM, "--rcfile", "{config}", "--output-format=json2", "-j", "2", "--persistent=n"],
  configFile: ".pylintrc",
  config,
  scenarios: {
    ...SHARED,
    // Of more than two copies Pylint pairs different ones from run to run.
    "odd-names": {
      ...SHARED["odd-names"],
      files: SHARED["odd-names"]?.files ?? {},
      config: `${config}[SIMILARITIES]\nmin-similarity-lines=99\n`,
    },
    "config-malformed": { files, config: "[MAIN\njobs=\n" },
    "config-no-section": { files, config: "fail-under=9\n" },
    "config-duplicate-option": { files, config: "[MAIN]\nfail-under=9\nfail-under=8\n" },
    "config-unknown-option": { files, config: `${config}suggestion-mode=yes\n` },
    "config-unknown-section": { files, config: "[NOPE]\nnope=1\n" },
    "config-ignore-all": { files, config: `${config}ignore-patterns=.*\n` },
    "config-bad-value": { files, config: "[MAIN]\nfail-under=x\n" },
    "config-bad-integer": { files, config: "[MAIN]\nmax-line-length=wide\n" },
    "config-bad-boolean": { files, config: "[MAIN]\npersistent=perhaps\n" },
    "config-bad-regexp": { files, config: "[MAIN]\nignore-patterns=(\n" },
    "config-bad-python": { files, config: "[MAIN]\npy-version=banana\n" },
    "config-bad-plugin": { files, config: "[MAIN]\nload-plugins=no_such_plugin\n" },
    "config-unknown-message": { files, config: "[MAIN]\ndisable=no-such-message\n" },
    "config-removed-message": { files, config: "[MAIN]\ndisable=bad-continuation,no-self-use\n" },
    "config-unknown-fail-on": { files, config: "[MAIN]\nenable=nope-nope\nfail-on=nope\n" },
    "config-fail-on": { files, config: `${config}suggestion-mode=yes\nfail-on=E\n` },
    "fail-on": { files: { "main.py": `"""Numbers."""\nimport os\n` }, config: "[MAIN]\nfail-on=W\nfail-under=0\n" },
    "exit-zero": { files: { "main.py": POOR }, config: `${config}exit-zero=yes\n` },
    "plugin-dependency": {
      files: { "main.py": CLEAN, "names.py": "import no_such_package.deep\n" },
      config: "[MAIN]\nload-plugins=names\n",
    },
    "config-toml-section": {
      files,
      config: null,
      beside: { "pylint.toml": "[tool.pylint]\nload-plugins = 3\n[tool.pylint.main.sub]\nx = 1\n" },
      argv: [...PROGRAM, "--rcfile", "{beside}/pylint.toml", "--output-format=json2"],
    },
    "inline-options": {
      files: {
        "main.py": `${CLEAN}\n\n# pylint: disable=no-such-message\n# pylint: nonsense=1\n# pylint: disable=no-self-use\n# pylint: disable-msg=W0612\n`,
      },
    },
    "duplicate-code": { files: { "one.py": twin("one"), "two.py": twin("two") } },
    "cyclic-import": {
      files: { "one.py": '"""One."""\nimport two\n\nX = two\n', "two.py": '"""Two."""\nimport one\n\nY = one\n' },
    },
    "all-disabled": { files: { "main.py": "# pylint: skip-file\nimport os\n" } },
    "low-score": { files: { "main.py": '"""Low."""\nimport os\nimport sys\n' } },
    "import-error": { files: { "main.py": '"""Missing."""\n\nimport nowhere\n\nX = nowhere\n' } },
    "plugin-crash": CRASH,
    "plugin-crash-one-job": {
      ...CRASH,
      argv: [...PROGRAM, "--rcfile", "{config}", "--output-format=json2"],
    },
    "bad-argument": { files, argv: [...PROGRAM, "--no-such-option", "--output-format=json2"] },
  },
};

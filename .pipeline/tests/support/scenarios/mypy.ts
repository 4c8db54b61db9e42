import type { Recording } from "./scenario.ts";
import { CLEAN, POOR, SHARED } from "./sources.ts";

const config = `[mypy]
show_error_codes = True
strict = True
disable_error_code = attr-defined
cache_dir = /tmp/mypy
disallow_untyped_defs = True
no_implicit_optional = True
strict_equality = True
warn_redundant_casts = True
warn_unused_ignores = True
python_version = 3.13
`;
const files = { "main.py": POOR };

export const MYPY: Recording = {
  tool: "mypy",
  argv: [
    "python",
    "-m",
    "mypy",
    "--config-file",
    "{config}",
    "--cache-dir",
    "{cache}",
    "--output",
    "json",
    "--no-error-summary",
    ".",
  ],
  configFile: "mypy.ini",
  config,
  scenarios: {
    ...SHARED,
    "config-malformed": { files, config: "[mypy\nstrict\n" },
    "config-no-section": { files, config: "strict = True\n" },
    "config-no-mypy-section": { files, config: "[tool]\nstrict = True\n" },
    "config-unknown-option": { files, config: `${config}strct = True\n` },
    "config-unknown-option-clean": { files: { "main.py": CLEAN }, config: `${config}strct = True\n` },
    "config-bad-value": { files, config: "[mypy]\npython_version = banana\n" },
    "config-exclude": { files, config: `${config}exclude = .*\n` },
    "config-old-python": { files, config: "[mypy]\npython_version = 2.7\n" },
    "config-bad-boolean": { files, config: "[mypy]\nstrict = perhaps\n" },
    "config-bad-code": { files, config: "[mypy]\ndisable_error_code = no-such-code\n" },
    "config-unused-section": {
      files,
      config: `${config}warn_unused_configs = True\n\n[mypy-nothing.*]\nignore_missing_imports = True\n`,
    },
    "config-bad-plugin": { files, config: "[mypy]\nplugins = no_such_plugin\n" },
    "config-section-global": { files, config: `${config}\n[mypy-main]\npython_version = 3.12\n` },
    "internal-error": {
      files,
      config: "[mypy]\nplugins = {beside}/crash.py\n",
      beside: {
        "crash.py":
          "from mypy.plugin import Plugin\n\n\nclass Crash(Plugin):\n    def get_function_hook(self, fullname):\n        raise RuntimeError('boom')\n\n\ndef plugin(version):\n    return Crash\n",
      },
    },
    notes: {
      files: {
        "main.py":
          '"""Notes."""\n\nfrom typing import overload\nimport yaml\nimport nowhere\n\n\n@overload\ndef f(x: int) -> int: ...\n@overload\ndef f(x: str) -> str: ...\ndef f(x: int | str) -> int | str:\n    return x\n\n\nf([])\nreveal_type(f(1))\n\n\ndef g(x: list[float]) -> None: ...\n\n\nINTS: list[int] = []\ng(INTS)\n',
      },
    },
    "type-ignore": { files: { "main.py": "def f() -> None:\n    x = 1  # type: ignore[a b]\n" } },
    "type-comment": {
      files: { "main.py": "def f() -> None:\n    x = []  # type: list[\n    y = []  # type: list[int  str]\n" },
    },
    "invalid-package": { files: { "a-b/__init__.py": "", "a-b/c.py": CLEAN } },
    "bad-argument": { files, argv: ["python", "-m", "mypy", "--no-such-option", "."] },
  },
};

import type { Recording } from "./scenario.ts";
import { CLEAN, POOR, SHARED } from "./sources.ts";

const config =
  '[tool.ruff]\nexclude = []\nline-length = 120\nindent-width = 4\n\n[tool.ruff.lint]\nselect = ["E4", "E7", "E9", "F", "W6", "RUF100"]\n';
const files = { "main.py": POOR };
const configs = {
  "config-include": { files, config: '[tool.ruff]\ninclude = ["nowhere/*.py"]\n' },
  "config-exclude-lint": { files, config: '[tool.ruff.lint]\nexclude = ["*"]\n' },
  "config-exclude-format": { files, config: '[tool.ruff.format]\nexclude = ["*"]\n' },
  "config-malformed": { files, config: "[tool.ruff\n" },
  "config-unknown-option": { files, config: "[tool.ruff]\nline-lenght = 120\n" },
  "config-bad-value": { files, config: '[tool.ruff]\nline-length = "a"\n' },
  "config-unknown-rule": { files, config: '[tool.ruff.lint]\nselect = ["NOPE123"]\n' },
  "config-old-section": { files, config: '[tool.ruff]\nselect = ["F"]\n' },
  "config-removed-rule": { files, config: '[tool.ruff.lint]\nselect = ["F", "UP038", "PLR1701", "ANN101"]\n' },
  "config-preview-rule": { files, config: '[tool.ruff.lint]\nselect = ["F", "E301"]\n' },
  "config-incompatible": {
    files,
    config: '[tool.ruff.lint]\nselect = ["D203", "D211", "D212", "D213", "COM812", "ISC001"]\n',
  },
  "config-required-version": { files, config: '[tool.ruff]\nrequired-version = "<0.1"\n' },
};

export const RUFF: Recording = {
  tool: "ruff",
  argv: [
    ...["ruff", "check", "--no-fix", "--config", "{config}"],
    ...["--output-format", "json", "--verbose", "--cache-dir", "{cache}", "."],
  ],
  configFile: "pyproject.toml",
  config,
  scenarios: {
    ...SHARED,
    ...configs,
    "config-fix": { files, config: `[tool.ruff]\nfix = true\n\n[tool.ruff.lint]\nselect = ["F"]\n` },
    "noqa-warning": {
      files: {
        "main.py": `${CLEAN}X = 1  # noqa: nonsense\nY = 2  # noqa: F401 W605\nZ = 3  # noqa: NOPE9\n# ruff: noqa: BAD-CODE\n`,
      },
    },
    "target-syntax": {
      files: { "main.py": 'match 1:\n    case _:\n        pass\nprint(f"{f"x"}")\n' },
      config: '[tool.ruff]\ntarget-version = "py38"\n',
    },
    oracle: {
      files: { "broken.py": "def f(:\n    pass\n", "poor.py": POOR },
      argv: [
        "ruff",
        "check",
        "--isolated",
        "--select",
        "E9",
        "--target-version",
        "py313",
        "--output-format",
        "json",
        ".",
      ],
    },
    notebook: {
      files: {
        "book.ipynb":
          '{"cells":[{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":["import os"]}],"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}\n',
        "bad.ipynb": "{",
      },
    },
    "bad-argument": { files, argv: ["ruff", "check", "--no-such-option", "."] },
    "no-cache": {
      files,
      argv: ["ruff", "check", "--isolated", "--cache-dir", "/dev/null", "--output-format", "json", "."],
    },
  },
};

export const RUFF_FORMAT: Recording = {
  ...RUFF,
  tool: "ruff-format",
  argv: [
    ...["ruff", "format", "--check", "--config", "{config}"],
    ...["--output-format", "json", "--verbose", "--cache-dir", "{cache}", "."],
  ],
  scenarios: {
    ...SHARED,
    ...configs,
    markdown: { files: { "main.py": CLEAN, "README.md": "# Title\n\n```python\nx  =  1\n```\n" } },
    notebook: RUFF.scenarios.notebook as NonNullable<Recording["scenarios"][string]>,
  },
};

import { expect, test } from "vitest";
import { parseRuffFormat } from "../../../src/checks/ruff.ts";
import { CONTEXT, describeRecordings, ODD_NAMES, recordedOutput } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [`src/${path}:2:1-15:1 warning unformatted`];

describeRecordings("ruff-format", parseRuffFormat, {
  "bad-encoding": {},
  clean: { files: 1 },
  "config-bad-value": { problems: [/ {2}Cause: TOML parse error at line 2, column 15/] },
  "config-exclude-format": { files: 0 },
  "config-exclude-lint": { findings: poor("main.py"), files: 1 },
  "config-include": { notices: [/warning: No Python files found under the given path\(s\)/], files: 0 },
  "config-incompatible": {
    findings: poor("main.py"),
    warnings: [
      /warning: `incorrect-blank-line-before-class` \(D203\) and `blank-line-before-class` \(D211\) a/,
      /warning: `multi-line-summary-first-line` \(D212\) and `multi-line-summary-second-line` \(D213/,
    ],
    notices: [/warning: The following rule may cause conflicts when used with the formatter: `missing-tra/],
  },
  "config-malformed": { problems: [/ {2}Cause: TOML parse error at line 1, column 11/] },
  "config-missing": { problems: [/error: invalid value 'pyproject\.toml' for '--config <CONFIG_OPTION>'/] },
  "config-old-section": {
    findings: poor("main.py"),
    warnings: [/warning: The top-level linter settings are deprecated in favour of their counterparts in t/],
  },
  "config-preview-rule": {
    findings: poor("main.py"),
    warnings: [/warning: Selection `E301` has no effect because preview is not enabled\./],
  },
  "config-removed-rule": { problems: [/ {2}Cause: The following rules have been removed and cannot be selected:/] },
  "config-required-version": {
    problems: [/ {2}Cause: Required version `<0\.1` does not match the running version `0\.17\.6`/],
  },
  "config-unknown-option": { problems: [/ {2}Cause: TOML parse error at line 1, column 1/] },
  "config-unknown-rule": {
    problems: [/ {2}Cause: Unknown rule selector `NOPE123` in `select` from `pyproject\.toml`/],
  },
  "decode-error": { findings: ["src/coded.py:1:1 error io"] },
  empty: { notices: [/warning: No Python files found under the given path\(s\)/], files: 0 },
  findings: { findings: [...poor("pkg/poor.py")], files: 3 },
  markdown: { findings: ["src/README.md:4:3-4:6 warning unformatted"] },
  "non-utf8": { findings: ["src/latin.py:1:1 error io"] },
  notebook: { findings: ["src/bad.ipynb:1:1 error io"] },
  "nul-bytes": {},
  "nul-in-code": { findings: ["src/nul.py:1:6-1:7 error invalid-syntax"] },
  "odd-names-syntax": {
    findings: [
      "src/a: b.py:3:12-3:13 error invalid-syntax",
      "src/new\nline.py:3:12-3:13 error invalid-syntax",
      "src/would reformat x.py:3:12-3:13 error invalid-syntax",
    ],
  },
  "odd-names": { findings: ODD_NAMES.flatMap(poor) },
  "same-module": {},
  "stdlib-shadow": {},
  "symlink-dangling": { problems: [/src\/gone\.py: No such file or directory \(os error 2\)/] },
  "symlink-loop": {},
  "symlink-self": { problems: [/src\/self\.py: Too many levels of symbolic links \(os error 40\)/] },
  "syntax-error": { findings: [...poor("poor.py"), "src/broken.py:3:12-3:13 error invalid-syntax"] },
  unreadable: { problems: [/src\/secret\.py: Permission denied \(os error 13\)/] },
});

test("a file that Ruff would change is told with the place of the first change, and with the change", () => {
  expect(parseRuffFormat(recordedOutput("ruff-format", "findings"), CONTEXT).findings).toEqual([
    {
      check: "the-check",
      rule: "unformatted",
      severity: "warning",
      path: "src/pkg/poor.py",
      line: 2,
      column: 1,
      endLine: 15,
      endColumn: 1,
      message: "would be reformatted by Ruff",
      url: "https://docs.astral.sh/ruff/formatter/",
      fix: {
        safe: true,
        edits: [
          {
            line: 2,
            column: 1,
            endLine: 15,
            endColumn: 1,
            text: expect.stringMatching(/^\nimport os\n[\s\S]*LIST = \[1, 2, $/),
          },
        ],
      },
    },
  ]);
});

import { parseRuff } from "../../../src/parse/ruff.ts";
import { describeRecordings, ODD_NAMES } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [
  `src/${path}:2:8-2:10 error F401`,
  `src/${path}:6:5-6:6 error F841`,
  `src/${path}:7:14-7:28 error F821`,
];

describeRecordings("ruff", parseRuff, {
  "bad-argument": { problems: [/error: unexpected argument '--no-such-option' found/] },
  "bad-encoding": {},
  clean: {},
  "config-bad-value": { problems: [/ {2}Cause: TOML parse error at line 2, column 15/] },
  "config-fix": { findings: poor("main.py") },
  "config-incompatible": {
    problems: [
      /warning: `incorrect-blank-line-before-class` \(D203\) and `blank-line-before-class` \(D211\) a/,
      /warning: `multi-line-summary-first-line` \(D212\) and `multi-line-summary-second-line` \(D213/,
    ],
  },
  "config-malformed": { problems: [/ {2}Cause: TOML parse error at line 1, column 11/] },
  "config-missing": { problems: [/error: invalid value 'pyproject\.toml' for '--config <CONFIG_OPTION>'/] },
  "config-old-section": {
    findings: poor("main.py"),
    problems: [/warning: The top-level linter settings are deprecated in favour of their counterparts in t/],
  },
  "config-preview-rule": {
    findings: poor("main.py"),
    problems: [/warning: Selection `E301` has no effect because preview is not enabled\./],
  },
  "config-removed-rule": { problems: [/ {2}Cause: The following rules have been removed and cannot be selected:/] },
  "config-required-version": {
    problems: [/ {2}Cause: Required version `<0\.1` does not match the running version `0\.17\.6`/],
  },
  "config-unknown-option": { problems: [/ {2}Cause: TOML parse error at line 1, column 1/] },
  "config-unknown-rule": {
    problems: [/ {2}Cause: Unknown rule selector `NOPE123` in `select` from `pyproject\.toml`/],
  },
  "decode-error": { findings: ["src/coded.py:1:1-1:1 error E902"] },
  empty: { notices: [/warning: No Python files found under the given path\(s\)/] },
  findings: { findings: [...poor("pkg/poor.py")] },
  "non-utf8": { findings: ["src/latin.py:1:1-1:1 error E902"] },
  "noqa-warning": {
    findings: ["src/main.py:8:8-8:25 error RUF100"],
    notices: [
      /warning: Invalid `# ruff: noqa` directive at main\.py:10: expected a comma-separated list o/,
      /warning: Invalid `# noqa` directive on main\.py:7: expected a comma-separated list of codes/,
    ],
  },
  notebook: { findings: ["src/bad.ipynb:1:1-1:1 error invalid-syntax", "src/book.ipynb:1:8-1:10 error F401"] },
  "nul-bytes": {},
  "nul-in-code": { findings: ["src/nul.py:1:6-1:7 error invalid-syntax", "src/nul.py:1:7-2:1 error invalid-syntax"] },
  "odd-names-syntax": {
    findings: [
      "src/a: b.py:3:12-3:13 error invalid-syntax",
      "src/a: b.py:3:13-4:1 error invalid-syntax",
      "src/new\nline.py:3:12-3:13 error invalid-syntax",
      "src/new\nline.py:3:13-4:1 error invalid-syntax",
      "src/would reformat x.py:3:12-3:13 error invalid-syntax",
      "src/would reformat x.py:3:13-4:1 error invalid-syntax",
    ],
  },
  "odd-names": { findings: ODD_NAMES.flatMap(poor) },
  oracle: { findings: ["src/broken.py:1:7-1:8 error invalid-syntax", "src/broken.py:1:8-2:1 error invalid-syntax"] },
  "same-module": {},
  "stdlib-shadow": {},
  "symlink-dangling": { problems: [/ {2}Cause: No such file or directory \(os error 2\)/] },
  "symlink-loop": {},
  "symlink-self": { problems: [/ {2}Cause: Too many levels of symbolic links \(os error 40\)/] },
  "syntax-error": {
    findings: [
      ...poor("poor.py"),
      "src/broken.py:3:12-3:13 error invalid-syntax",
      "src/broken.py:3:13-4:1 error invalid-syntax",
    ],
  },
  "target-syntax": {
    findings: [
      "src/main.py:1:1-1:6 error invalid-syntax",
      "src/main.py:4:10-4:14 error F541",
      "src/main.py:4:11-4:12 error invalid-syntax",
    ],
  },
  unreadable: { problems: [/src\/secret\.py: Permission denied \(os error 13\)/] },
});

import { describe, expect, it } from "vitest";
import { parseRuff } from "../../../src/checks/ruff.ts";
import { CONTEXT, describeRecordings, ODD_NAMES, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [
  `src/${path}:2:8-2:10 error F401`,
  `src/${path}:6:5-6:6 error F841`,
  `src/${path}:7:14-7:28 error F821`,
];

describeRecordings("ruff", parseRuff, {
  "bad-argument": { problems: [/error: unexpected argument '--no-such-option' found/] },
  "bad-encoding": {},
  clean: { files: 1 },
  "config-bad-value": { problems: [/ {2}Cause: TOML parse error at line 2, column 15/] },
  "config-exclude-format": { findings: [...poor("main.py"), "src/main.py:2:1-2:10 warning I001"], files: 1 },
  "config-exclude-lint": { files: 0 },
  "config-fix": { findings: poor("main.py") },
  "config-include": { notices: [/warning: No Python files found under the given path\(s\)/], files: 0 },
  "config-incompatible": {
    warnings: [
      /warning: `incorrect-blank-line-before-class` \(D203\) and `blank-line-before-class` \(D211\) a/,
      /warning: `multi-line-summary-first-line` \(D212\) and `multi-line-summary-second-line` \(D213/,
    ],
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
  "decode-error": { findings: ["src/coded.py:1:1-1:1 error E902"] },
  empty: { notices: [/warning: No Python files found under the given path\(s\)/], files: 0 },
  findings: { findings: [...poor("pkg/poor.py")], files: 3 },
  "no-cache": {
    problems: [/^error: Failed to initialize cache[\s\S]*ruff failed\n {2}Cause: Failed to create temporary file/],
  },
  "non-utf8": { findings: ["src/latin.py:1:1-1:1 error E902"] },
  "noqa-warning": {
    findings: ["src/main.py:8:8-8:25 warning RUF100"],
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
  "odd-names": { findings: ODD_NAMES.flatMap(poor), files: 8 },
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

describe("Ruff's report", () => {
  const item = { code: "F401", filename: "/app/src/main.py", location: { row: 2, column: 8 }, message: "No" };

  it("gives each finding its check, its rule's documentation and what Ruff would change", () => {
    expect(parseRuff(recordedOutput("ruff", "findings"), CONTEXT).findings[0]).toEqual({
      check: "the-check",
      rule: "F401",
      severity: "error",
      path: "src/pkg/poor.py",
      line: 2,
      column: 8,
      endLine: 2,
      endColumn: 10,
      message: "`os` imported but unused",
      url: "https://docs.astral.sh/ruff/rules/unused-import",
      fix: { safe: true, edits: [{ line: 2, column: 1, endLine: 3, endColumn: 1, text: "" }] },
    });
  });

  it("may come from an older Ruff that gives no severity and no code for a syntax error", () => {
    const items = [item, { ...item, code: "I001" }, { ...item, code: null }];
    const { findings } = parseRuff(outputOf(1, JSON.stringify(items)), CONTEXT);
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "F401 error",
      "I001 warning",
      "invalid-syntax error",
    ]);
  });

  it("is a problem where Ruff panicked on a file, in the report or beside it", () => {
    const panic = {
      ...item,
      code: "panic",
      severity: "fatal",
      message: "Panicked at x.rs:1 when checking `/app/src/main.py`",
    };
    expect(parseRuff(outputOf(2, JSON.stringify([panic])), CONTEXT)).toMatchObject({
      findings: [],
      problems: ["src/main.py: Panicked at x.rs:1 when checking `src/main.py`"],
    });
    const words = "error: Panicked while linting main.py: This indicates a bug in Ruff.\n\npanicked at x.rs:1\n";
    expect(parseRuff(outputOf(0, "[]", words), CONTEXT).problems).toEqual([words.trim()]);
  });

  it.each(["", "[", "{}", JSON.stringify([item]).slice(0, -4)])("is a problem when damaged: %s", (stdout) => {
    expect(parseRuff(outputOf(1, stdout, "the last words"), CONTEXT).problems).toEqual(["the last words"]);
  });

  it.each([
    ["F401", "error"],
    ["F811", "error"],
    ["E902", "error"],
    ["E999", "error"],
    ["invalid-syntax", "error"],
    ["E501", "warning"],
    ["FBT001", "warning"],
    ["FURB101", "warning"],
    ["RUF100", "warning"],
  ])("gives %s its weight, whatever Ruff calls it: %s", (code, severity) => {
    const message = "is not valid UTF-8";
    const { findings } = parseRuff(
      outputOf(1, JSON.stringify([{ ...item, code, message, severity: "error" }])),
      CONTEXT,
    );
    expect(findings).toMatchObject([{ rule: code, severity }]);
  });

  it.each([
    "warning: Failed to read file: no",
    "warning: Encountered error: no",
    "warning: Skipping main.py: no",
    "warning: Unable to open it",
    "warning: main.py: gone (os error 2)",
  ])("is a problem where something was not read, though Ruff only warns: %s", (words) => {
    expect(parseRuff(outputOf(0, "[]", words), CONTEXT)).toMatchObject({
      problems: [words],
      warnings: [],
      notices: [],
    });
  });

  it("is a problem when an entry names no file", () => {
    expect(parseRuff(outputOf(1, "[3]"), CONTEXT).problems).toEqual(["1 entries of Ruff's report name no file."]);
  });
});

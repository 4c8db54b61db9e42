import { describe, expect, it } from "vitest";
import { parseBlack } from "../../../src/checks/black.ts";
import { CONTEXT, describeRecordings, ODD_NAMES, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [`src/${path}:1:1 warning unformatted`];

describeRecordings("black", parseBlack, {
  "assign-to-call": { findings: ["src/main.py:1:1 error invalid-syntax"] },
  "bad-encoding": { findings: ["src/coded.py:1:1 error invalid-syntax"] },
  clean: { files: 1 },
  "config-bad-type": {
    problems: [/Error: Invalid value for '-l' \/ '--line-length': 'many' is not a valid integer\./],
  },
  "config-bad-value": {
    problems: [/Error: Invalid value for '-t' \/ '--target-version': 'py999' is not one of 'py33', 'py34', /],
  },
  "config-exclude": { notices: [/No Python files are present to be formatted\. Nothing to do/], files: 0 },
  "config-malformed": {
    problems: [/Error: Could not open file 'black\.toml': Error reading configuration file: Invalid value \(/],
  },
  "config-missing": { problems: [/Error: Invalid value for '--config': File 'black\.toml' does not exist\./] },
  "config-newer-target": {
    findings: ["src/main.py:1:1 error invalid-syntax"],
    notices: [/Warning: Python 3\.13 cannot parse code formatted for Python 3\.15\. To fix this: run Black w/],
  },
  "config-older-target": {},
  "config-quiet": { problems: [/Black printed no summary; it prints none when its config says `quiet`\./] },
  "config-required-version": {
    problems: [/Oh no! 💥 💔 💥 The required version `1\.0` does not match the running version `26\.10\.1`!/],
  },
  "config-unknown-option": {
    findings: poor("main.py"),
    warnings: [/Invalid config keys detected: 'line_lenght' \(in black\.toml\)/],
  },
  crlf: { findings: ["src/main.py:1:1 warning unformatted"] },
  "decode-error": { findings: ["src/coded.py:1:1 error invalid-syntax"] },
  empty: { notices: [/No Python files are present to be formatted\. Nothing to do 😴/], files: 0 },
  findings: { findings: [...poor("pkg/poor.py")], files: 3 },
  many: {
    findings: [
      ...poor("m1.py"),
      ...poor("m10.py"),
      ...poor("m11.py"),
      ...poor("m2.py"),
      ...poor("m4.py"),
      ...poor("m5.py"),
      ...poor("m7.py"),
      ...poor("m8.py"),
    ],
  },
  "no-final-newline": { findings: ["src/main.py:1:1 warning unformatted"] },
  "non-utf8": { findings: ["src/latin.py:1:1 error invalid-syntax"] },
  notebook: {
    notices: [
      /Skipping \.ipynb files as Jupyter dependencies are not installed\./,
      /No Python files are present to be formatted\. Nothing to do 😴/,
    ],
  },
  "nul-bytes": {},
  "nul-in-code": { findings: ["src/nul.py:1:6 error invalid-syntax"] },
  "nul-reformat": { findings: ["src/main.py:1:1 error invalid-syntax"] },
  "odd-names-syntax": {
    findings: [
      "src/a: b.py:3:12 error invalid-syntax",
      "src/new\nline.py:3:12 error invalid-syntax",
      "src/would reformat x.py:3:12 error invalid-syntax",
    ],
  },
  "odd-names": { findings: ODD_NAMES.flatMap(poor) },
  "python-2": { findings: ["src/old.py:1:7 error invalid-syntax"] },
  "same-module": {},
  "stdlib-shadow": {},
  "symlink-dangling": {},
  "symlink-loop": {},
  "symlink-self": {},
  "syntax-error": { findings: [...poor("poor.py"), "src/broken.py:3:12 error invalid-syntax"], files: 3 },
  unreadable: { problems: [/error: cannot format src\/secret\.py: \[Errno 13\] Permission denied: 'src\/secret\.py'/] },
  "unstable-feature": { problems: [/Usage: black \[OPTIONS\] SRC \.\.\./] },
});

const read = (stderr: string, stdout = "", code = 123) => parseBlack(outputOf(code, stdout, stderr), CONTEXT);
const failed = (words: string): string => `${words}\n\nOh no! 💥 💔 💥\n1 file would fail to reformat.\n`;

describe("Black's words", () => {
  it("give the file, the style's documentation and what would change, and no line, since Black names none", () => {
    expect(parseBlack(recordedOutput("black", "crlf"), CONTEXT).findings).toEqual([
      {
        check: "the-check",
        rule: "unformatted",
        severity: "warning",
        path: "src/main.py",
        line: 1,
        column: 1,
        message: "would be reformatted by Black",
        url: "https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html",
        fix: { safe: true, edits: [{ line: 2, column: 1, endLine: 3, endColumn: 1, text: "B = 2\r\n" }] },
      },
    ]);
  });

  it("go without what would change where the launcher said nothing of it, or nothing that can be read", () => {
    const { stderr, stdout } = recordedOutput("black", "findings");
    const other = stdout.replace("/app/src/pkg/poor.py", "/app/src/other.py");
    const unsafe = stdout.replaceAll('"safe"', '"unsafe"');
    for (const said of ["", "--- a\n+++ b\n", "[1", "{}", "[7, null]", '[{"fix": []}]', other, unsafe])
      expect(read(stderr, said, 1)).toMatchObject({ findings: [{ fix: { safe: true, edits: [] } }], problems: [] });
    expect(read(stderr, stdout, 1).findings[0]?.fix?.edits).toHaveLength(5);
  });

  it("tell the place of a syntax error also in the wording before Black 26", () => {
    const { findings, problems } = read(
      failed("error: cannot format /app/src/a: b.py: Cannot parse for target version Python 3.13: 3:11: def broken(:"),
    );
    expect(findings).toMatchObject([
      { path: "src/a: b.py", line: 3, column: 12, rule: "invalid-syntax", severity: "error" },
    ]);
    expect(problems).toEqual([]);
  });

  it("are a problem when Black itself fails on a file", () => {
    const words = "error: cannot format /app/src/a.py: INTERNAL ERROR: Black 26 produced invalid code";
    expect(read(failed(words))).toMatchObject({ findings: [], problems: [expect.stringContaining("INTERNAL ERROR")] });
  });

  it("are a problem when Black crashes, though its exit code says that a file would change", () => {
    const words =
      "Traceback (most recent call last):\n  File \"x\", line 1\nRuntimeError: Symlink loop from '/app/src/self'\n";
    expect(read(words, "", 1)).toMatchObject({
      findings: [],
      problems: [expect.stringContaining("Symlink loop from 'src/self'")],
    });
  });

  it("are a problem when the files named and the summary disagree", () => {
    const words = "would reformat /app/src/a.py\n\nOh no! 💥 💔 💥\n2 files would be reformatted.\n";
    expect(read(words, "", 1).problems).toEqual([expect.stringContaining("disagree")]);
  });

  it("are a problem when fewer files failed than the summary says", () => {
    expect(read("Oh no! 💥 💔 💥\n1 file would fail to reformat.\n").problems).toEqual([
      expect.stringContaining("disagree"),
    ]);
  });

  it("are a problem when there are none", () => {
    expect(read("", "", 0).problems).toEqual([expect.stringContaining("no summary")]);
  });
});

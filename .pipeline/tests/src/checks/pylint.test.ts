import { describe, expect, it } from "vitest";
import { parsePylint } from "../../../src/checks/pylint.ts";
import { CONTEXT, describeRecordings, ODD_NAMES, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [
  `src/${path}:7:14-7:28 error undefined-variable`,
  `src/${path}:6:5-6:6 warning unused-variable`,
  `src/${path}:10:1-10:16 error too-many-function-args`,
  `src/${path}:2:1-2:10 warning unused-import`,
];

describeRecordings("pylint", parsePylint, {
  "all-disabled": {},
  "bad-argument": { problems: [/pylint: error: Unrecognized option found: no-such-option/] },
  "bad-encoding": { findings: ["src/coded.py:1:1 error syntax-error"] },
  clean: { files: 1 },
  "config-bad-boolean": {
    problems: [/pylint: error: argument --persistent: \(None, "Invalid yn value 'perhaps', should be in \('y/],
  },
  "config-bad-integer": { problems: [/pylint: error: argument --max-line-length: invalid int value: 'wide'/] },
  "config-bad-plugin": {
    problems: [
      /^Command line or configuration file: Plugin 'no_such_plugin' is impossible .*\n.*`drydock lock pylint --with no_such_plugin`/,
    ],
  },
  "config-bad-python": {
    problems: [/pylint: error: argument --py-version: banana has an invalid format, should be a version st/],
  },
  "config-bad-regexp": {
    problems: [/pylint: error: argument --ignore-patterns: Error in provided regular expression: \( beginni/],
  },
  "config-bad-value": { problems: [/pylint: error: argument --fail-under: invalid float value: 'x'/] },
  "config-fail-on": { problems: [/\.pylintrc: Unrecognized option found: suggestion-mode \(unrecognized-option\)/] },
  "config-ignore-all": { files: 0 },
  "config-duplicate-option": {
    problems: [/\.pylintrc:1:0: F0011: error while parsing the configuration: While reading from '\.pylintrc/],
  },
  "config-malformed": {
    problems: [/\.pylintrc:1:0: F0011: error while parsing the configuration: File contains no section head/],
  },
  "config-missing": { problems: [/The config file \.pylintrc doesn't exist!/] },
  "config-no-section": {
    problems: [/\.pylintrc:1:0: F0011: error while parsing the configuration: File contains no section head/],
  },
  "config-removed-message": {
    warnings: [
      /\.pylintrc: Useless option value for '--disable', 'bad-continuation' was removed from pylin/,
      /\.pylintrc: Useless option value for '--disable', 'no-self-use' was moved to an optional ex/,
    ],
  },
  "config-toml-section": {
    warnings: [/\/app\/config\/pylint\.toml: Unrecognized option found: sub \(unrecognized-option\)/],
    problems: [
      /Command line or configuration file: Plugin '3' is impossible to load, is it installed \? \('.*\(bad-plugin-value\)$/,
    ],
  },
  "config-unknown-fail-on": {
    warnings: [/\.pylintrc: Unknown option value for '--enable', expected a valid pylint message and got 'n/],
  },
  "config-unknown-message": {
    warnings: [/\.pylintrc: Unknown option value for '--disable', expected a valid pylint message and got '/],
  },
  "config-unknown-option": {
    warnings: [/\.pylintrc: Unrecognized option found: suggestion-mode \(unrecognized-option\)/],
  },
  "config-unknown-section": { warnings: [/\.pylintrc: Unrecognized option found: nope \(unrecognized-option\)/] },
  "cyclic-import": { findings: ["src:1:1 info cyclic-import"] },
  "decode-error": { findings: ["src/coded.py:1:1 error parse-error"] },
  "duplicate-code": {
    findings: [
      "src/one.py:2:1-2:10 warning unused-import",
      "src/one.py:6:1-17 info duplicate-code",
      "src/two.py:2:1-2:10 warning unused-import",
    ],
  },
  empty: {},
  findings: { findings: [...poor("pkg/poor.py")] },
  "exit-zero": { findings: poor("main.py") },
  "fail-on": { findings: ["src/main.py:2:1-2:10 warning unused-import"] },
  "import-error": {
    findings: ["src/main.py:3:1-3:15 error import-error"],
  },
  "inline-options": {
    findings: [
      "src/main.py:9:1 warning unknown-option-value",
      "src/main.py:10:1 error unrecognized-inline-option",
      "src/main.py:11:1 info useless-option-value",
    ],
  },
  "low-score": {
    findings: ["src/main.py:2:1-2:10 warning unused-import", "src/main.py:3:1-3:11 warning unused-import"],
  },
  "non-utf8": { findings: ["src/latin.py:1:1 error syntax-error"] },
  "nul-bytes": { findings: ["src/nul.py:1:1 error syntax-error"] },
  "nul-in-code": { findings: ["src/nul.py:1:1 error syntax-error"] },
  "odd-names-syntax": {
    findings: [
      "src/a: b.py:3:12 error syntax-error",
      "src/new\nline.py:3:12 error syntax-error",
      "src/would reformat x.py:3:12 error syntax-error",
    ],
  },
  "odd-names": {
    findings: [...ODD_NAMES.flatMap(poor), "src/é.py:1:1 warning non-ascii-file-name"],
  },
  "plugin-crash-one-job": {
    problems: [
      /src\/main\.py: main\.py: Fatal error while checking 'main\.py'\. Please open an issue in our bu/,
      / {4}raise RuntimeError\('boom'\)/,
    ],
  },
  "plugin-crash": { problems: [/ {4}raise astroid\.AstroidError from e/] },
  "plugin-dependency": {
    findings: [
      "src/names.py:1:1 info missing-module-docstring",
      "src/names.py:1:1-1:28 error import-error",
      "src/names.py:1:1-1:28 warning unused-import",
    ],
    problems: [/Plugin 'names' is impossible to load.*\n.*`drydock lock pylint --with no_such_package`/],
  },
  "same-module": {},
  "stdlib-shadow": {},
  "symlink-dangling": { problems: [/src\/gone\.py: error while code parsing: Unable to load file gone\.py:/] },
  "symlink-loop": {},
  "symlink-self": { problems: [/src\/self\.py: error while code parsing: Unable to load file self\.py:/] },
  "syntax-error": { findings: [...poor("poor.py"), "src/broken.py:3:12 error syntax-error"] },
  unreadable: { problems: [/src\/secret\.py: error while code parsing: Unable to load file src\/secret\.py:/] },
});

const message = (more: object): object => ({
  type: "warning",
  symbol: "unused-import",
  message: "Unused import os",
  messageId: "W0611",
  line: 1,
  column: 0,
  path: "main.py",
  module: "main",
  ...more,
});
const report = (messages: readonly object[], warning = messages.length): string =>
  JSON.stringify({ messages, statistics: { messageTypeCount: { warning }, score: 9 } });

describe("Pylint's report", () => {
  const read = (stdout: string, stderr = "") => parsePylint(outputOf(4, stdout, stderr), CONTEXT);

  it.each([
    ["clean", "score 10.00/10"],
    ["duplicate-code", "score 8.93/10"],
    ["low-score", "score 0.00/10"],
    ["config-bad-value", undefined],
  ])("tells the score, whether it passes or not: %s", (scenario, summary) => {
    expect(parsePylint(recordedOutput("pylint", scenario), CONTEXT).summary).toBe(summary);
  });

  it("gives each finding its check, its rule's documentation and the message as it is", () => {
    expect(parsePylint(recordedOutput("pylint", "findings"), CONTEXT).findings[0]).toEqual({
      check: "the-check",
      rule: "undefined-variable",
      severity: "error",
      path: "src/pkg/poor.py",
      line: 7,
      column: 14,
      endLine: 7,
      endColumn: 28,
      message: "Undefined variable 'undefined_name'",
      url: "https://pylint.readthedocs.io/en/stable/user_guide/messages/error/undefined-variable.html",
    });
  });

  it("keeps where code is repeated, sorted, and drops the quoted code", () => {
    const text = "Similar lines in 2 files\n==two:[1:9]\n==one:[5:17]\n    x = 1\n==zed:[1:2]\n    y";
    const [finding] = read(report([message({ symbol: "duplicate-code", message: text })])).findings;
    expect(finding?.message).toBe("Similar lines in 2 files\n==one:[5:17]\n==two:[1:9]");
  });

  it("puts a message about several modules on the first one whose file is known, not on the file checked last", () => {
    const cycle = message({ symbol: "cyclic-import", message: "Cyclic import (pkg.a -> pkg.b)", path: "zed.py" });
    const known = message({ module: "pkg.b", path: "pkg/b/__init__.py" });
    const twin = message({ module: "pkg.b", path: "other/pkg/b.py" });
    const placeOfCycle = (...others: object[]) =>
      read(report([cycle, ...others])).findings.find(({ rule }) => rule === "cyclic-import")?.path;
    expect(placeOfCycle(known)).toBe("src/pkg/b/__init__.py");
    expect(placeOfCycle(known, twin)).toBe("src");
    expect(placeOfCycle()).toBe("src");
  });

  it("is no clean one when it shows fewer messages than it counted", () => {
    expect(read(report([], 3)).problems).toEqual([
      expect.stringMatching(/counted 3 messages of type warning.*shows 0/),
    ]);
  });

  it.each(["", "{", "[]", '{"messages": 3}', report([message({})]).slice(0, -9)])(
    "is a problem when damaged: %s",
    (stdout) => {
      expect(read(stdout, "the last words").problems).toEqual(["the last words"]);
    },
  );

  it("is a problem where a message is about no file of the source", () => {
    const items = [
      message({ path: "Command line or configuration file" }),
      message({ path: "/etc/rc" }),
      message({ path: undefined, message: "No" }),
    ];
    expect(read(report(items))).toMatchObject({
      findings: [],
      problems: [
        "Command line or configuration file: Unused import os (unused-import)",
        "/etc/rc: Unused import os (unused-import)",
        "Command line or configuration file: No (unused-import)",
      ],
    });
  });

  it("is a warning where a message is about a setting that Pylint passes over, but not where the source is meant", () => {
    const about = (messageId: string, path: string) => message({ messageId, path, symbol: "x", message: "Old" });
    expect(read(report([message({}), about("R0022", "/c/.pylintrc")]))).toMatchObject({
      findings: [{ rule: "unused-import" }],
      warnings: [".pylintrc: Old (x)"],
      problems: [],
    });
    expect(read(report([about("R0022", "main.py")]))).toMatchObject({ findings: [{ rule: "x" }], warnings: [] });
  });

  it("is a problem without statistics", () => {
    expect(read('{"messages": []}').problems).toEqual(["Pylint's report has no statistics."]);
  });

  it("makes a notice of what a plugin says beside it, a problem of a traceback", () => {
    expect(read(report([]), "UserWarning: old")).toMatchObject({ problems: [], notices: ["UserWarning: old"] });
    expect(read(report([]), "Traceback (most recent call last):\nboom").problems).toHaveLength(1);
  });
});

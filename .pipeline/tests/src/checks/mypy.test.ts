import { describe, expect, it } from "vitest";
import { parseMypy } from "../../../src/checks/mypy.ts";
import { CONTEXT, describeRecordings, ODD_NAMES, outputOf, recordedOutput } from "../../support/recordedReading.ts";

const poor = (path: string): string[] => [
  `src/${path}:4:1-7:28 error no-untyped-def`,
  `src/${path}:7:14-7:28 error name-defined`,
  `src/${path}:10:1-10:14 error no-untyped-call`,
  `src/${path}:10:1-10:14 error call-arg`,
  `src/${path}:13:15-13:21 error assignment`,
];

const STOPPED = /^mypy stopped at these errors: other files were not checked \(errors prevented further checking\)\.$/;

describeRecordings("mypy", parseMypy, {
  "bad-argument": { problems: [/mypy: error: unrecognized arguments: --no-such-option/] },
  "bad-encoding": {},
  clean: {},
  "config-bad-boolean": {
    findings: ["src/main.py:10:1-10:14 error call-arg", "src/main.py:13:15-13:21 error assignment"],
    warnings: [/mypy\.ini: \[mypy\]: strict: Not a boolean: perhaps/],
  },
  "config-bad-code": { problems: [/mypy: error: Invalid error code\(s\): no-such-code/] },
  "config-bad-plugin": {
    problems: [/mypy\.ini: Error importing plugin "no_such_plugin": No module named 'no_such_plugin'/],
  },
  "config-bad-value": {
    findings: ["src/main.py:10:1-10:14 error call-arg", "src/main.py:13:15-13:21 error assignment"],
    warnings: [/mypy\.ini: \[mypy\]: python_version: Invalid python version 'banana' \(expected format: 'x\.y'\)/],
  },
  "config-exclude": { files: 0 },
  "config-malformed": {
    findings: ["src/main.py:10:1-10:14 error call-arg", "src/main.py:13:15-13:21 error assignment"],
    problems: [/mypy\.ini: File contains no section headers\./],
  },
  "config-missing": { problems: [/mypy: error: Cannot find config file 'mypy\.ini'/] },
  "config-no-mypy-section": {
    findings: ["src/main.py:10:1-10:14 error call-arg", "src/main.py:13:15-13:21 error assignment"],
    problems: [/mypy\.ini: No \[mypy\] section in config file/],
  },
  "config-no-section": {
    findings: ["src/main.py:10:1-10:14 error call-arg", "src/main.py:13:15-13:21 error assignment"],
    problems: [/mypy\.ini: File contains no section headers\./],
  },
  "config-old-python": {
    problems: [/mypy: error: Mypy no longer supports checking Python 2 code\. Consider pinning to mypy<0\.98/],
  },
  "config-section-global": {
    findings: poor("main.py"),
    warnings: [/mypy\.ini: \[mypy-main\]: Per-module sections should only specify per-module flags \(python_ve/],
  },
  "config-unknown-option-clean": { warnings: [/mypy\.ini: \[mypy\]: Unrecognized option: strct = True/] },
  "config-unknown-option": {
    findings: poor("main.py"),
    warnings: [/mypy\.ini: \[mypy\]: Unrecognized option: strct = True/],
  },
  "config-unused-section": {
    findings: poor("main.py"),
    notices: [/mypy\.ini: note: unused section\(s\): \[mypy-nothing\.\*\]/],
  },
  "decode-error": { findings: ["src/coded.py:1:1 error syntax"], notices: [STOPPED] },
  empty: { files: 0 },
  findings: { findings: [...poor("pkg/poor.py")] },
  "internal-error": {
    problems: [/site-packages\/mypy\/typeshed\/stdlib\/zipimport\.pyi:9: error: INTERNAL ERROR -- Please try us/],
  },
  "invalid-package": { problems: [/a-b contains __init__\.py but is not a valid Python package name/] },
  "non-utf8": { findings: ["src/latin.py:1:1 error syntax"], notices: [STOPPED] },
  notes: {
    findings: [
      "src/main.py:4:1-4:2 error import-untyped",
      "src/main.py:5:1-5:2 error import-not-found",
      "src/main.py:16:1-16:6 error call-overload",
      "src/main.py:17:13-17:17 info misc",
      "src/main.py:24:3-24:7 error arg-type",
    ],
  },
  "nul-bytes": {},
  "nul-in-code": {
    findings: ["src/nul.py:1:6-1:7 error syntax", "src/nul.py:1:7-1:8 error syntax"],
    notices: [STOPPED],
  },
  "odd-names-syntax": {
    findings: ["src/a: b.py:3:12-3:13 error syntax", "src/a: b.py:3:13-3:14 error syntax"],
    notices: [STOPPED],
  },
  "odd-names": { findings: ODD_NAMES.flatMap(poor) },
  "same-module": { findings: ["src/two/util.py:1:1 error misc"], notices: [STOPPED] },
  "stdlib-shadow": { findings: ["src/types.py:1:1 error misc"], notices: [STOPPED] },
  "symlink-dangling": { problems: [/gone\.py: error: Cannot read file: No such file or directory/] },
  "symlink-loop": {},
  "symlink-self": { problems: [/self\.py: error: Cannot read file: Too many levels of symbolic links/] },
  "syntax-error": {
    findings: ["src/broken.py:3:12-3:13 error syntax", "src/broken.py:3:13-3:14 error syntax"],
    notices: [STOPPED],
  },
  "type-comment": {
    findings: [
      "src/main.py:2:5-2:6 error syntax",
      "src/main.py:2:5-2:11 error valid-type",
      "src/main.py:3:5-3:6 error syntax",
      "src/main.py:3:5-3:11 error valid-type",
    ],
  },
  "type-ignore": { findings: ["src/main.py:2:12-2:13 error syntax"] },
  unreadable: { problems: [/secret\.py: error: Cannot read file: Permission denied/] },
});

describe("mypy's lines", () => {
  const line =
    '{"file": "main.py", "line": 3, "column": 0, "message": "No", "hint": null, "code": "misc", "severity": "error"}\n';

  it("give each finding its check, its code's documentation and the hint after the message", () => {
    const { findings } = parseMypy(recordedOutput("mypy", "notes"), CONTEXT);
    expect(findings.find(({ rule }) => rule === "call-overload")).toEqual({
      check: "the-check",
      rule: "call-overload",
      severity: "error",
      path: "src/main.py",
      line: 16,
      column: 1,
      endLine: 16,
      endColumn: 6,
      columnUnit: "unknown",
      message:
        'No overload variant of "f" matches argument type "list[Never]"\nPossible overload variants:\n    def f(x: int) -> int\n    def f(x: str) -> str',
      url: "https://mypy.readthedocs.io/en/stable/_refs.html#code-call-overload",
    });
  });

  it("are a problem where one is cut off, and the others are kept", () => {
    const { findings, problems } = parseMypy(outputOf(1, line + line.slice(0, 40)), CONTEXT);
    expect(findings).toHaveLength(1);
    expect(problems).toEqual([line.slice(0, 40)]);
  });

  it("are missed when the exit code says that there should be some", () => {
    expect(parseMypy(outputOf(1, ""), CONTEXT).problems).toEqual(["It printed nothing."]);
  });

  it("are about the config when they name a file outside the source", () => {
    const { findings, problems } = parseMypy(outputOf(2, line.replace("main.py", "/etc/mypy.ini")), CONTEXT);
    expect(findings).toEqual([]);
    expect(problems).toEqual(["mypy.ini: No"]);
  });

  it("name an undecodable file whose name holds a newline, also after another complaint", () => {
    const words =
      "/c/mypy.ini: [mypy]: Unrecognized option: x = 1\nnew\nline.py: error: Cannot decode file: bad byte\n";
    const { findings, problems, warnings } = parseMypy(outputOf(2, "", words), CONTEXT);
    expect(findings).toMatchObject([
      { path: "src/new\nline.py", rule: "syntax", message: "Cannot decode file: bad byte" },
    ]);
    expect(problems).toEqual([]);
    expect(warnings).toEqual(["mypy.ini: [mypy]: Unrecognized option: x = 1"]);
  });

  it("make a notice of the unused section of an older mypy", () => {
    const words = "Warning: unused section(s) in /c/mypy.ini: [mypy-x.*]\n";
    expect(parseMypy(outputOf(0, "", words), CONTEXT)).toEqual({
      findings: [],
      problems: [],
      warnings: [],
      notices: ["Warning: unused section(s) in mypy.ini: [mypy-x.*]"],
    });
  });

  it.each(["/c/mypy.ini", "/my c/.mypy.ini", "pyproject.toml", "src/setup.cfg"])(
    "are warnings where they are about one setting, wherever the config stands: %s",
    (config) => {
      const words = `${config}: [mypy-x.*]: Unrecognized option: y = 1`;
      const { problems, warnings } = parseMypy(outputOf(0, "", words), CONTEXT);
      expect(problems).toEqual([]);
      expect(warnings).toEqual([
        expect.stringMatching(/\.(?:ini|toml|cfg): \[mypy-x\.\*\]: Unrecognized option: y = 1$/),
      ]);
    },
  );

  it("are a warning too about an override of TOML", () => {
    const words = 'pyproject.toml: [module = "a.*.b*"]:ignore_errors: Not a boolean: maybe';
    expect(parseMypy(outputOf(0, "", words), CONTEXT)).toMatchObject({ warnings: [words], problems: [] });
  });

  it.each([
    "/c/mypy.ini: No [mypy] section in config file",
    "/c/mypy.ini: File contains no section headers.",
    "pyproject.toml: Expected '=' after a key (at line 1, column 3)",
    "pyproject.toml: tool.mypy.overrides sections must be an array.",
    "pyproject.toml: toml config file contains [[tool.mypy.overrides]] sections with conflicting values.",
  ])("are a problem where the whole config is passed over: %s", (words) => {
    expect(parseMypy(outputOf(0, "", words), CONTEXT)).toMatchObject({ warnings: [], problems: [expect.any(String)] });
  });

  it("say how a plugin gets into mypy's environment, by the module that is not there", () => {
    const plugin = (message: string) =>
      parseMypy(outputOf(2, line.replace("main.py", "/c/mypy.ini").replace('"No"', JSON.stringify(message))), CONTEXT);
    const hint = (module: string) => expect.stringContaining(`\`drydock lock mypy --with ${module}\``);
    const [own, other] = ["no_plugin", "needs.deep"].map((name) => `No module named '${name}'`);
    expect(plugin(`Error importing plugin "no_plugin": ${own}`).problems).toEqual([hint("no_plugin")]);
    expect(plugin(`Error importing plugin "here.names": ${other}`).problems).toEqual([hint("needs")]);
    const [said] = plugin('Error importing plugin "names": invalid syntax').problems;
    expect(said).toBe('mypy.ini: Error importing plugin "names": invalid syntax');
  });
});

import { describe, expect, it } from "vitest";
import { parsePhplint } from "../../../src/checks/phplint.ts";
import { CONTEXT, describeRecordings, type Expected, outputOf, recordedOutput } from "../../support/recordedReading.ts";

/** The recordings were made with PHP 8.2, which each of them that is one says. */
const OTHER_PHP = [
  /^PHP 8\.2\.\d+ checked the files; the Dagger engine has PHP 8\.\d+, which may report something else\.$/,
];
const said = (findings: readonly string[], more: Expected = {}): Expected => ({
  findings,
  notices: OTHER_PHP,
  ...more,
});
const broken = (path: string) => `src/${path}:3:1 error parse-error`;

describeRecordings("phplint", parsePhplint, {
  "bad-argument": { problems: [/Could not open input file: /] },
  clean: said([]),
  deprecated: said(["src/main.php:2:1 warning deprecated"]),
  "deprecated-and-fatal": said([
    "src/main.php:2:1 warning deprecated",
    "src/main.php:3:1 warning deprecated",
    "src/main.php:4:1 error fatal-error",
  ]),
  empty: said([]),
  "fatal-errors": said([
    "src/again.php:3:1 error fatal-error",
    "src/goto.php:2:1 error fatal-error",
    "src/readonly.php:4:1 error fatal-error",
  ]),
  findings: said([broken("pkg/broken.php"), "src/pkg/old.php:2:1 error parse-error"]),
  links: said([broken("inc.php"), broken("real.php")]),
  "non-utf8": said(["src/latin.php:3:1 error parse-error"]),
  "nul-bytes": said(["src/main.php:2:1 error parse-error"]),
  "odd-names": said(
    [
      "a b.php",
      'it\'s "q".php',
      "new\nline.php",
      "-dash.php",
      "<b> in x on line 7.php",
      "é.php",
      "back\\slash.php",
      "odd dir.php/in side.php",
    ].map(broken),
  ),
  unreadable: said([broken("broken.php")], {
    problems: [/^php -l gave no verdict on src\/secret\.php: Could not open input file: /],
  }),
  "unreadable-folder": { problems: [/The folder \.\/secret\/ can't be listed\./] },
  warning: said(["src/main.php:4:1 warning warning"]),
  "words-of-php": said(["src/main.php:4:1 error parse-error"]),
});

const read = (report: unknown, code = 1) => parsePhplint(outputOf(code, JSON.stringify(report)), CONTEXT);

describe("PHP's words", () => {
  it("are the message, with the kind of it as the rule", () => {
    expect(parsePhplint(recordedOutput("phplint", "findings"), CONTEXT).findings[1]).toEqual({
      check: "the-check",
      rule: "parse-error",
      severity: "error",
      path: "src/pkg/old.php",
      line: 2,
      column: 1,
      message: 'syntax error, unexpected token "="',
    });
  });

  it("need no notice when they are those of the version that containers have", () => {
    expect(read({ php: "8.4.11", files: 1, found: [], failures: [] }, 0)).toEqual({
      findings: [],
      problems: [],
      notices: [],
      files: 1,
    });
  });

  it("are a problem when a message lacks its file or its kind", () => {
    const found = [{ path: "a.php", kind: "Parse error", line: 1, message: "no" }, { kind: "Parse error" }, 7];
    expect(read({ php: "8.4.11", files: 1, found, failures: [] })).toMatchObject({
      findings: [{ path: "src/a.php" }],
      problems: [expect.stringMatching(/^2 of PHP's messages could not be read/)],
    });
  });

  it.each(["", "null", "[]", '{"php":"8.4.1","found":[]}', '{"found":[],"failures":[]'])(
    "are a problem when they are no report: %j",
    (text) => {
      const { findings, problems } = parsePhplint(outputOf(0, text), CONTEXT);
      expect(findings).toEqual([]);
      expect(problems).toHaveLength(1);
    },
  );
});
